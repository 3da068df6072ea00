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
    <name>pult::ui::NewBulkUploadDialog</name>
    <message numerus="yes">
        <source>%n profile(s)</source>
        <translation>
            <numerusform>%n profile</numerusform>
            <numerusform>%n profiles</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n file(s)</source>
        <translation>
            <numerusform>%n file</numerusform>
            <numerusform>%n files</numerusform>
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
</TS>
