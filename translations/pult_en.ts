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
    <name>pult::ui::FlowDialog</name>
    <message numerus="yes">
        <source>And %n more; the steps concerned are marked.</source>
        <translation>
            <numerusform>And %n more; the step concerned is marked.</numerusform>
            <numerusform>And %n more; the steps concerned are marked.</numerusform>
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
</TS>
