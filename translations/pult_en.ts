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
</context>
<context>
    <name>pult::ui::TasksPanel</name>
    <message numerus="yes">
        <source>Only the newest %n task(s) of this filter are listed.</source>
        <translation>
            <numerusform>Only the newest %n task of this filter is listed.</numerusform>
            <numerusform>Only the newest %n tasks of this filter are listed.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n task(s)</source>
        <translation>
            <numerusform>%n task</numerusform>
            <numerusform>%n tasks</numerusform>
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
