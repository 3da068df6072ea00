<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en_US">
<context>
    <name>pult::Core</name>
    <message numerus="yes">
        <source>%n task(s) wait for Dolphin</source>
        <translation>
            <numerusform>%n task waits for Dolphin</numerusform>
            <numerusform>%n tasks wait for Dolphin</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n task(s) wait for a browser</source>
        <translation>
            <numerusform>%n task waits for a browser</numerusform>
            <numerusform>%n tasks wait for a browser</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n task(s) wait for a proxy</source>
        <translation>
            <numerusform>%n task waits for a proxy</numerusform>
            <numerusform>%n tasks wait for a proxy</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n task(s) wait for room on the disk</source>
        <translation>
            <numerusform>%n task waits for room on the disk</numerusform>
            <numerusform>%n tasks wait for room on the disk</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n task(s) wait for a folder with media</source>
        <translation>
            <numerusform>%n task waits for a folder with media</numerusform>
            <numerusform>%n tasks wait for a folder with media</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n task(s) wait until %1 is asked again</source>
        <translation>
            <numerusform>%n task waits until %1 is asked again</numerusform>
            <numerusform>%n tasks wait until %1 is asked again</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n task(s) wait for a profile that is open elsewhere</source>
        <translation>
            <numerusform>%n task waits for a profile that is open elsewhere</numerusform>
            <numerusform>%n tasks wait for a profile that is open elsewhere</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n task(s) wait for a node with their browsers</source>
        <translation>
            <numerusform>%n task waits for a node with their browsers</numerusform>
            <numerusform>%n tasks wait for a node with their browsers</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n task(s) run on</source>
        <translation>
            <numerusform>%n task runs on</numerusform>
            <numerusform>%n tasks run on</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n end(s) of tasks wait to be written</source>
        <translation>
            <numerusform>%n end of a task waits to be written</numerusform>
            <numerusform>%n ends of tasks wait to be written</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>pult::Ctl</name>
    <message numerus="yes">
        <source>%1: %n step(s).</source>
        <translation>
            <numerusform>%1: %n step.</numerusform>
            <numerusform>%1: %n steps.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>finished after %n attempt(s)</source>
        <translation>
            <numerusform>finished after %n attempt</numerusform>
            <numerusform>finished after %n attempts</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n task(s) match.</source>
        <translation>
            <numerusform>%n task matches.</numerusform>
            <numerusform>%n tasks match.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Dolphin answers and has %n profile(s).</source>
        <translation>
            <numerusform>Dolphin answers and has %n profile.</numerusform>
            <numerusform>Dolphin answers and has %n profiles.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n node(s) are well.</source>
        <translation>
            <numerusform>%n node is well.</numerusform>
            <numerusform>%n nodes are well.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The certificate is valid for %n more day(s).</source>
        <translation>
            <numerusform>The certificate is valid for %n more day.</numerusform>
            <numerusform>The certificate is valid for %n more days.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Not ready: %n fault(s).</source>
        <translation>
            <numerusform>Not ready: %n fault.</numerusform>
            <numerusform>Not ready: %n faults.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Ready, with %n warning(s).</source>
        <translation>
            <numerusform>Ready, with %n warning.</numerusform>
            <numerusform>Ready, with %n warnings.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n more node(s) were left alone.</source>
        <translation>
            <numerusform>%n more node was left alone.</numerusform>
            <numerusform>%n more nodes were left alone.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n node(s) take tasks</source>
        <translation>
            <numerusform>%n node takes tasks</numerusform>
            <numerusform>%n nodes take tasks</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n row(s) written to %1</source>
        <translation>
            <numerusform>%n row written to %1</numerusform>
            <numerusform>%n rows written to %1</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>No faults found in what can be seen from here, with %n warning(s).</source>
        <translation>
            <numerusform>No faults found in what can be seen from here, with %n warning.</numerusform>
            <numerusform>No faults found in what can be seen from here, with %n warnings.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n subject(s) must be checked on the node&apos;s computer.</source>
        <translation>
            <numerusform>%n subject must be checked on the node&apos;s computer.</numerusform>
            <numerusform>%n subjects must be checked on the node&apos;s computer.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>pult::DeskTexts</name>
    <message numerus="yes">
        <source>%n task(s) wait and no computer works</source>
        <translation>
            <numerusform>%n task waits and no computer works</numerusform>
            <numerusform>%n tasks wait and no computer works</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n task(s) need your answer: done or again?</source>
        <translation>
            <numerusform>%n task needs your answer: done or again?</numerusform>
            <numerusform>%n tasks need your answer: done or again?</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n task(s) failed, not looked at yet</source>
        <translation>
            <numerusform>%n task failed, not looked at yet</numerusform>
            <numerusform>%n tasks failed, not looked at yet</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n task(s) running</source>
        <translation>
            <numerusform>%n task running</numerusform>
            <numerusform>%n tasks running</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>and %n more</source>
        <translation>
            <numerusform>and %n more</numerusform>
            <numerusform>and %n more</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>pult::HumanText</name>
    <message numerus="yes">
        <source>%n day(s)</source>
        <translation>
            <numerusform>%n day</numerusform>
            <numerusform>%n days</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>pult::ui::AuditPanel</name>
    <message numerus="yes">
        <source>%n entry(ies) as JSON, one a line</source>
        <translation>
            <numerusform>%n entry as JSON, one a line</numerusform>
            <numerusform>%n entries as JSON, one a line</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The newest %n entry(ies)</source>
        <translation>
            <numerusform>The newest %n entry</numerusform>
            <numerusform>The newest %n entries</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>pult::ui::BreakerModel</name>
    <message numerus="yes">
        <source>Recovery failed %n time(s)</source>
        <translation>
            <numerusform>Recovery failed %n time</numerusform>
            <numerusform>Recovery failed %n times</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>pult::ui::CronText</name>
    <message numerus="yes">
        <source>every %n minute(s)</source>
        <translation>
            <numerusform>every %n minute</numerusform>
            <numerusform>every %n minutes</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>every %n hour(s)</source>
        <translation>
            <numerusform>every %n hour</numerusform>
            <numerusform>every %n hours</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>pult::ui::ErrorGroupsView</name>
    <message numerus="yes">
        <source>%n failure(s)</source>
        <translation>
            <numerusform>%n failure</numerusform>
            <numerusform>%n failures</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>pult::ui::FlowEditor</name>
    <message numerus="yes">
        <source>the removal of %n step(s)</source>
        <translation>
            <numerusform>the removal of %n step</numerusform>
            <numerusform>the removal of %n steps</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>pult::ui::FlowNotes</name>
    <message numerus="yes">
        <source>And %n more; the steps concerned are marked.</source>
        <translation>
            <numerusform>And %n more; the step concerned is marked.</numerusform>
            <numerusform>And %n more; the steps concerned are marked.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>pult::ui::LimiterModel</name>
    <message numerus="yes">
        <source>%1; %n refusal(s) since its computer started</source>
        <translation>
            <numerusform>%1; %n refusal since its computer started</numerusform>
            <numerusform>%1; %n refusals since its computer started</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>pult::ui::LocksPanel</name>
    <message numerus="yes">
        <source>and %n more</source>
        <translation>
            <numerusform>and %n more</numerusform>
            <numerusform>and %n more</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n lock(s) have expired and would be freed. Tasks that held them wait to run again:</source>
        <translation>
            <numerusform>%n lock has expired and would be freed. A task that held it waits to run again:</numerusform>
            <numerusform>%n locks have expired and would be freed. Tasks that held them wait to run again:</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n lock(s) freed.</source>
        <translation>
            <numerusform>%n lock freed.</numerusform>
            <numerusform>%n locks freed.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>pult::ui::NewBulkUploadDialog</name>
    <message numerus="yes">
        <source>%n upload(s)</source>
        <translation>
            <numerusform>%n upload</numerusform>
            <numerusform>%n uploads</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n with problems</source>
        <translation>
            <numerusform>%n with problems</numerusform>
            <numerusform>%n with problems</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Preview: %n with problems</source>
        <translation>
            <numerusform>Preview: %n with problems</numerusform>
            <numerusform>Preview: %n with problems</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>pult::ui::NodeModel</name>
    <message numerus="yes">
        <source>Pult %1, its %n browser(s) %2; the computer&apos;s memory is %3 used</source>
        <translation>
            <numerusform>Pult %1, its %n browser %2; the computer&apos;s memory is %3 used</numerusform>
            <numerusform>Pult %1, its %n browsers %2; the computer&apos;s memory is %3 used</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>pult::ui::NodeWords</name>
    <message numerus="yes">
        <source>%n task(s) run there: %1.</source>
        <translation>
            <numerusform>%n task runs there: %1.</numerusform>
            <numerusform>%n tasks run there: %1.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>pult::ui::NoticeModel</name>
    <message numerus="yes">
        <source>%n task(s) failed for good</source>
        <translation>
            <numerusform>%n task failed for good</numerusform>
            <numerusform>%n tasks failed for good</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n task(s) stopped while publishing: say whether it is done</source>
        <translation>
            <numerusform>%n task stopped while publishing: say whether it is done</numerusform>
            <numerusform>%n tasks stopped while publishing: say whether it is done</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1: all %n upload(s) are done</source>
        <translation>
            <numerusform>%1: %n upload is done</numerusform>
            <numerusform>%1: %n uploads are done</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1: %2 of %n upload(s) failed</source>
        <translation>
            <numerusform>%1: %2 of %n upload failed</numerusform>
            <numerusform>%1: %2 of %n uploads failed</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>pult::ui::OperationModel</name>
    <message numerus="yes">
        <source>%n task(s) cancelled.</source>
        <translation>
            <numerusform>%n task cancelled.</numerusform>
            <numerusform>%n tasks cancelled.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n task(s) put back into the queue.</source>
        <translation>
            <numerusform>%n task put back into the queue.</numerusform>
            <numerusform>%n tasks put back into the queue.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n task(s) deleted.</source>
        <translation>
            <numerusform>%n task deleted.</numerusform>
            <numerusform>%n tasks deleted.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n task(s) brought back.</source>
        <translation>
            <numerusform>%n task brought back.</numerusform>
            <numerusform>%n tasks brought back.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n task(s) put off.</source>
        <translation>
            <numerusform>%n task put off.</numerusform>
            <numerusform>%n tasks put off.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n task(s) have a new priority.</source>
        <translation>
            <numerusform>%n task has a new priority.</numerusform>
            <numerusform>%n tasks have a new priority.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n task(s) are as they were before.</source>
        <translation>
            <numerusform>%n task is as it was before.</numerusform>
            <numerusform>%n tasks are as they were before.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>pult::ui::OperationsPanel</name>
    <message numerus="yes">
        <source>… and %n more</source>
        <translation>
            <numerusform>… and %n more</numerusform>
            <numerusform>… and %n more</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>pult::ui::PayloadModel</name>
    <message numerus="yes">
        <source>%n value(s)</source>
        <translation>
            <numerusform>%n value</numerusform>
            <numerusform>%n values</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>pult::ui::ReportDialog</name>
    <message numerus="yes">
        <source>%n row(s) written…</source>
        <translation>
            <numerusform>%n row written…</numerusform>
            <numerusform>%n rows written…</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n row(s) written to %1</source>
        <translation>
            <numerusform>%n row written to %1</numerusform>
            <numerusform>%n rows written to %1</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>pult::ui::ReportPreviewPane</name>
    <message numerus="yes">
        <source>The first %n row(s):</source>
        <translation>
            <numerusform>The first %n row:</numerusform>
            <numerusform>The first %n rows:</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>All %n row(s):</source>
        <translation>
            <numerusform>%n row in all:</numerusform>
            <numerusform>%n rows in all:</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>pult::ui::SettingTrials</name>
    <message numerus="yes">
        <source>Dolphin Anty answers and has %n profile(s).</source>
        <translation>
            <numerusform>Dolphin Anty answers and has %n profile.</numerusform>
            <numerusform>Dolphin Anty answers and has %n profiles.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>pult::ui::SettingsDialog</name>
    <message numerus="yes">
        <source>%n setting(s) changed; they take effect when Pult is started again.</source>
        <translation>
            <numerusform>%n setting changed; it takes effect when Pult is started again.</numerusform>
            <numerusform>%n settings changed; they take effect when Pult is started again.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n setting(s) changed; they take effect at once.</source>
        <translation>
            <numerusform>%n setting changed; it takes effect at once.</numerusform>
            <numerusform>%n settings changed; they take effect at once.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>pult::ui::Shell</name>
    <message numerus="yes">
        <source>%n task(s) still running on this computer.</source>
        <translation>
            <numerusform>%n task is still running on this computer.</numerusform>
            <numerusform>%n tasks are still running on this computer.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n running task(s) would go back to the queue.</source>
        <translation>
            <numerusform>%n running task would go back to the queue.</numerusform>
            <numerusform>%n running tasks would go back to the queue.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>pult::ui::ShellActions</name>
    <message numerus="yes">
        <source>Notifications (%n new)…</source>
        <translation>
            <numerusform>Notifications (%n new)…</numerusform>
            <numerusform>Notifications (%n new)…</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>pult::ui::TaskActions</name>
    <message numerus="yes">
        <source>Cancel %n task(s)? Running ones stop and their browsers are closed.</source>
        <translation>
            <numerusform>Cancel %n task? If it is running, it stops and its browser is closed.</numerusform>
            <numerusform>Cancel %n tasks? Running ones stop and their browsers are closed.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Run %n task(s) once more? If it was published after all, it will be there twice.</source>
        <translation>
            <numerusform>Run %n task once more? If it was published after all, it will be there twice.</numerusform>
            <numerusform>Run %n tasks once more? What was published after all will be there twice.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Run %n task(s) once more? Completed ones among them publish a second time.</source>
        <translation>
            <numerusform>Run %n task once more? It publishes a second time.</numerusform>
            <numerusform>Run %n tasks once more? Completed ones among them publish a second time.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Run %n task(s) once more?</source>
        <translation>
            <numerusform>Run %n task once more?</numerusform>
            <numerusform>Run %n tasks once more?</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n task(s) will run later:</source>
        <translation>
            <numerusform>%n task will run later:</numerusform>
            <numerusform>%n tasks will run later:</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Set the priority of %n task(s), from −100 to 100; larger ones run first.</source>
        <translation>
            <numerusform>Set the priority of %n task, from −100 to 100; larger ones run first.</numerusform>
            <numerusform>Set the priority of %n tasks, from −100 to 100; larger ones run first.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>pult::ui::TasksPanel</name>
    <message numerus="yes">
        <source>%n task(s)</source>
        <translation>
            <numerusform>%n task</numerusform>
            <numerusform>%n tasks</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n new ↑</source>
        <translation>
            <numerusform>%n new ↑</numerusform>
            <numerusform>%n new ↑</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n listed task(s) are chosen.</source>
        <translation>
            <numerusform>%n listed task is chosen.</numerusform>
            <numerusform>%n listed tasks are chosen.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>the newest %n task(s), more below</source>
        <translation>
            <numerusform>the newest %n task, more below</numerusform>
            <numerusform>the newest %n tasks, more below</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>pult::ui::Tray</name>
    <message numerus="yes">
        <source>%n new notification(s)</source>
        <translation>
            <numerusform>%n new notification</numerusform>
            <numerusform>%n new notifications</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>pult::ui::WorkerModel</name>
    <message numerus="yes">
        <source>Replaced %n time(s) in a row.</source>
        <translation>
            <numerusform>Replaced %n time in a row.</numerusform>
            <numerusform>Replaced %n times in a row.</numerusform>
        </translation>
    </message>
</context>
</TS>
