<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="ru_RU">
<context>
    <name>pult::Core</name>
    <message>
        <source>%1 = &quot;%2&quot; (%3) is not a whole number from %4 to %5.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Correct it or remove it to get the default.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 = &quot;%2&quot; (%3) is neither true nor false.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Write true or false.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 = &quot;%2&quot; (%3) is not one of: %4.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 = &quot;%2&quot; (%3) is not a rate.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Write requests/seconds, for instance 5/60.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 = &quot;%2&quot; (%3) is not an address.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Write it as http://host:port.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 = %2 is more than %3 = %4.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Raise the maximum or lower the minimum.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1, line %2: this is not NAME=value.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Begin comments with # and close every quote.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The settings file %1 cannot be read.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check its permissions, or move it away to start with the defaults.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The data folder %1 cannot be used: %2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose another with --data-dir or PULT_DATA_DIR.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pult is already running on the data folder %1 (process %2).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stop it first, or give this one another folder with --data-dir.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no display to open the window on.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Start it from a desktop session, or run without a window: pult --service.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The command line is not understood: %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Run with --help to see what can be asked.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 = &quot;%2&quot; is not understood.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It is written like this: %3</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>pultctl works on the database and cannot speak to a node over HTTP.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Leave out --url and give --data-dir or DATABASE_URL.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The file %1 cannot be read: %2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The file %1 cannot be written: %2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check the free space and the permissions of the folder.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This is no valid JSON: %1 (at character %2).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1, line %2: %3</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Each line is one task as a JSON object; nothing was added.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A task has no field &quot;%1&quot;.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The field &quot;%1&quot; is not right.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It takes: %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&quot;%1&quot; is not understood.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This build of Pult lacks a part of itself: %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Install it again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pult made a mistake.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Please report it with the log.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pult made a mistake while it ran %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancelled.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The task was cancelled.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Interrupted by a shutdown; the task goes back to waiting without using an attempt.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The task did not finish within %1 s.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Raise TASK_TIMEOUT_SECS if it needs longer, or look at the step it stood at.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The node lost its lease on the task, so its result does not count.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Another run has it now; check that this computer was not asleep and reaches the database.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The worker %1 fell silent, and its lease ran out.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The node of worker %1 fell silent while it ran the task.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The node of worker %1 was started anew while it ran the task.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The task was cut off %1 times and is not tried again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It may bring the node down; look at its attempts before you retry it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The run was cut off after it began to publish, so nobody can tell whether it was published.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Look at the site, then answer &quot;done&quot; or &quot;again&quot;.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The run was cut off after it began to publish; as asked for, it is not repeated.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Task %1, which this one needs, did not complete.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Retry that one first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This node has no such kind of work: %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The probe failed as asked: %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The database %1 does not answer: %2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check that it runs and that DATABASE_URL is right.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The address in DATABASE_URL (%1) is not understood: %2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Write it as postgresql://user:password@host:5432/name or sqlite:///path.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The database %1 refused access.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check user and password in DATABASE_URL, or the permissions of the file.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no database &quot;%2&quot; at %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Create it, or correct DATABASE_URL.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The database %1 is damaged.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing was changed. Put a backup in its place, or move it away to start with an empty one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The database was made by a newer Pult (schema %1, this one knows %2).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Install the newer version on this computer.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The database %1 can only be read.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check the permissions of its file and folder, or that the server is not a standby.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The disk of the database %1 is full.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Free some space; Pult goes on by itself and has lost nothing.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The database %1 is locked by another program.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Close that program, or try again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The database refused the change: %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The connection to the database %1 was lost.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pult reconnects by itself.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The database refused a statement: %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The database did not answer in time.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check its load and the network between.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The connection to the database is closed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No database connection became free within %1 s.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Raise DB_MAX_CONNECTIONS (now %2), or look for what holds them.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no task %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The task cannot be added: %1 = &quot;%2&quot;.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Task %1 is %2, so this cannot be done now.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Task %2 with the same unique key is already waiting or running, so task %1 cannot run again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no batch %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Batch %1 is %2, so this cannot be done now.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no such file kept with the attempt (%1).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The page mark &quot;%1&quot; is not one that Pult gave out.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Begin with the first page.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The task names no kind of work.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&quot;%1&quot; is no name for a queue.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The priority %1 is not between -100 and 100.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is not a number of attempts.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It takes 1 to 1000.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The task&apos;s payload is not right: %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No node is running on this database, so nobody would play the flow.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Start one first: pult, or pult --service.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Closing the browsers of an earlier run took too long.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The file %1 does not exist.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check the path; the file must be on the computer that runs the upload.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is not a file.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The file %1 cannot be read.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check its permissions.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The file %1 is empty.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No browser profile was chosen.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The profile &quot;%1&quot; is named twice.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1, line %2: %3.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The columns are profile,media,caption,tags; several media are separated by |.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 has no column &quot;%2&quot;.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The columns are profile,media,caption,tags.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 names no profile.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>waits for %1, which task %2 holds</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>waits for the node %1, last seen %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the queue %1 is paused: %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>starts at %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>tried again at %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>waits for the tasks %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a draft; it waits to be started</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no worker is free for it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>environment</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>command line</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it is not a folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it cannot be created</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no element matches</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the element went away</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the element did not become visible, still and enabled</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the element cannot be filled out</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the element is no file input</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the input takes one file, not several</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the elements did not come to be as asked</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the expression did not come true in time</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the operator is empty</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the page did not answer in time</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the page did not finish loading in time</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the frame went away while it was loading</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the frame is not there</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the tab was closed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the element has no visible box</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no answer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>closed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the browser gives no endpoint</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The flow is not a recording: %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export it from Chrome&apos;s Recorder panel as JSON.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The flow has %2 bytes; at most %3 are read.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The flow is no valid JSON: %3 (at character %2).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export it again from Chrome&apos;s Recorder panel.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The flow is not a recording.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%s is not a step.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export the flow again from Chrome&apos;s Recorder panel.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%s: &quot;%2&quot; is no step type that Pult knows.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Record the step anew, or take it out.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%s: there is no custom step named &quot;%2&quot;.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There are setFiles, screenshot, assertText and waitForUrl.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%s: &quot;%2&quot; is missing.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%s: &quot;%2&quot; must be of the type %3.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%s: &quot;%2&quot; must be one of: %3.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%s: the time-out must lie between 1 and %2 ms.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%s: the time-out of %2 ms is allowed here, but Chrome and other players refuse more than 30 000.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%s: there is no key named &quot;%2&quot;.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%s: this file choice was recorded without its file; it is given the media of the task.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing fills {{%1}} in step %2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Give it a value, or take it out of the flow.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%s: the click that only opens the file dialog (%2) was taken out.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%s: the file choice (%2) became setFiles with the media of the task.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%s looks like the one that publishes (%2).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Mark it as the commit step, so that it is never repeated unasked.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%s chooses files, but the task has none.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Give the task media.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check the path; the file must be on the computer that runs the flow.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The browser closed during step %1 (%2).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The page crashed during step %1 (%2).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Step %1 (%2) failed: %4. Tried: %3.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>See the screenshot of the attempt; the page may have changed since the flow was recorded.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The element was not found: %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The element was not ready: %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The element went away.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The element cannot be clicked.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The element cannot be filled in.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The element is no file input.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The input takes one file, not several.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The file for the browser could not be written: %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no key named &quot;%1&quot;.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The comparison is not understood: %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The expression did not come true in time.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The page refused a script: %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The frame went away.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The frame was not found.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The page %1 was not found among the open ones.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The address is not the expected one: %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The page did not load: %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The page did not load in time.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The page went away while it loaded.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The browser does not accept the connection: %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The connection to the browser was closed (%1).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The page crashed (%1).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The page was closed (%1).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The browser did not answer in time (%1).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The browser refused %1: %2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The browser on port %1 does not answer.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No Chrome or Chromium was found on this computer.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Install one, or set BROWSER_PATH to its program.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>BROWSER_PATH = %1 is no program that can be started.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Correct it, or remove it to let Pult look for Chrome itself.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The browser %1 did not start: %2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check that it starts by hand.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The browser of profile %1 ended at once with code %2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>See the log; often the profile is open elsewhere or the computer lacks memory.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The browser of profile %1 was not ready within %2 s.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The computer may be overloaded; lower MAX_CONCURRENT_TASKS.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The browser did not close in time.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The browser of profile %1 is already running.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The profile %1 is open in another browser (process %2).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Close that browser; the task waits until then.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The note of the started browser (%1) cannot be written: %2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check the free space and the permissions of the data folder.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The profile&apos;s folder %1 cannot be used.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check the free space and its permissions.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&quot;%1&quot; is no name for a browser profile.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Use letters, digits, dots, dashes and underscores.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no browser provider &quot;%1&quot;.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>BROWSER_PROVIDER is auto, dolphin or local.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The task belongs to the browser provider &quot;%1&quot;, which this node does not use.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Set BROWSER_PROVIDER, or start a node that has it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Dolphin Anty does not answer at %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Start it; the tasks wait without using an attempt.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Dolphin Anty asks for a login, and DOLPHIN_API_TOKEN is not set.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Make a token in your Dolphin account and set it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Dolphin Anty refuses the token.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Make a new one in your Dolphin account and set DOLPHIN_API_TOKEN.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The Dolphin token expired on %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The login to Dolphin Anty failed (status %1): %2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Dolphin Anty asks for a pause of %1 s.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The Dolphin plan does not allow more.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stop profiles that are not needed, or change the plan.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The Dolphin plan has no automation.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Change the plan; the free one has none.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Dolphin Anty started the profile %1 without automation.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Close the profile in Dolphin and try again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&quot;%1&quot; is no number of a Dolphin profile.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Dolphin Anty has no profile %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>See them with: pultctl profiles list.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The profile %1 is open already.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Close it in Dolphin; the task waits until then.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The profile %1 is being started or stopped.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The task tries again by itself.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Files of the profile %1 are locked.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A virus scanner or an old browser process may hold them; the task tries again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Dolphin Anty refuses to start the profile %1: %2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Dolphin Anty could not start the profile %1: %2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Dolphin Anty did not say whether the profile %1 was started, so it is not started again now.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Look at the profile in Dolphin.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Dolphin Anty could not stop the profile %1: %2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Close it in Dolphin.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Dolphin Anty started the profile %1, but its port %2 does not open.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A firewall or a slow computer may be the reason; the task tries again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The answer of Dolphin Anty is not understood (%1).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Its version may be newer than Pult knows.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The Dolphin cloud answered with status %1: %2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 refuses the connection.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The computer %1 was not found.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check the name and the network.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 closed the connection before it answered.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The secure connection to %1 failed: %2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 did not answer in time.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The request to %1 failed: %2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The answer of %1 is larger than %2 bytes.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pult made a mistake in a request to %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The address %1 cannot be listened on: %2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Another program may use it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The flow</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Step %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Something failed that Pult has no words for (%1).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Only running profiles are known: there is no token for Dolphin&apos;s cloud.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>settling an earlier start</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>starting the browser</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>waiting for the browser&apos;s port</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no answer: asking what runs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it runs already: taken up again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>starting again in %1 s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>stopping it first</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a SQLite address looks like sqlite:///folder/file.db</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the name of a file is missing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it is not a valid address; special characters in the password are written as %XX, for instance @ as %40</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the port must be a number from 1 to 65535</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the name of the database is missing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it must begin with postgresql:// or sqlite:///</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>pult::HumanText</name>
    <message>
        <source>%1 s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 min %2 s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 min</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 h</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 h %2 min</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n day(s)</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>in %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>just now</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 min ago</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 h ago</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 ago</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 B</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 KB</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 MB</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 GB</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 %</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>outcome unknown</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>unknown</source>
        <extracomment>state of a task whose outcome nobody knows</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>draft</source>
        <extracomment>state of a task</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>scheduled</source>
        <extracomment>state of a task</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>waiting</source>
        <extracomment>state of a task</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>running</source>
        <extracomment>state of a task</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>will retry</source>
        <extracomment>state of a task</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>completed</source>
        <extracomment>state of a task</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>failed</source>
        <extracomment>state of a task</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>cancelled</source>
        <extracomment>state of a task</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>bulk upload</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>browser flow</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>HTTP request</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>failed for good</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>put back to wait</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>interrupted</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>working</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>draining</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>stopped</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>late</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not answering</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>done</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>skipped</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>debug</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>info</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>warning</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>error</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>fatal</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>step %1 of %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1: %2</source>
        <comment>step 1 of 2, type</comment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>checking</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>starting the browser</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>starting again in %1 s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 · %2</source>
        <comment>percent, stage</comment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>local Chrome</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Waits for profile %1, which task %2 is using.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Waits for “%1”, which task %2 holds.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Waits for computer %1, which has not been seen yet.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Waits for computer %1, last seen %2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Queue %1 is paused.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Queue %1 is paused: %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Planned for %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The next attempt starts at %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Waits until these tasks are completed: %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A draft: it runs after its batch is started.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Waits for a free worker.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Waits (%1).</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>pult::UploadText</name>
    <message>
        <source>Choose the flow: a recording exported from Chrome’s Recorder panel.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The flow cannot be read: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The flow uses {{%1}}, which a bulk upload does not fill.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No step is marked as the publishing one, so a run that is cut off starts over.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose at least one profile.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add at least one media file.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The flow uses {{%1}}, but there are fewer files.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no such file: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The file may not be read: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The file is empty: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This is a folder, not a file: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The flow uses the caption, and it is empty.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>pult::Verbs</name>
    <message>
        <source>Choose a task in the list first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The task is over: there is nothing to cancel.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nobody knows whether the publication succeeded: say “Done” or “Again”.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The task is running.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A draft has not run yet: start it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The task is waiting for its turn and will run by itself.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Only for tasks whose outcome is unknown.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Only drafts can be started.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Takes the tasks out of the queue; a running one stops and its browser is closed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Puts the tasks back into the queue; their attempts start anew.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The publication is there: counts the task as completed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The publication is not there: runs the task once more.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Puts the draft and the rest of its batch into the queue.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Retry</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Done</source>
        <extracomment>an operator&apos;s answer to an unknown outcome: it was published</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Again</source>
        <extracomment>an operator&apos;s answer to an unknown outcome: it was not published, run it again</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Start</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>pult::ui::ArtifactModel</name>
    <message>
        <source>File</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Size</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Made</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>pult::ui::ArtifactView</name>
    <message>
        <source>A failed run keeps a picture of the page, its HTML and its console here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Full size</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This picture cannot be shown.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save %1</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>pult::ui::AttemptModel</name>
    <message>
        <source>No.</source>
        <extracomment>header of the column with an attempt&apos;s number</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Outcome</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Duration</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Started</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Worker</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Error</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>pult::ui::BatchModel</name>
    <message>
        <source>Upload</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Done</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Upload %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1, batch %2: %3 of %4 completed, %5 failed, %6 cancelled</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>pult::ui::LogModel</name>
    <message>
        <source>Time</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Level</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Part</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Message</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>pult::ui::LogPanel</name>
    <message>
        <source>From level: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Find in the log</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Follow</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stay at the newest line. Scrolling up stops it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Clear</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Empties this list; the log file keeps everything.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing to read here: no line of the log matches.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Log</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>pult::ui::MainActions</name>
    <message>
        <source>New bulk upload…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>New bulk upload</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Puts one upload for each chosen profile into the queue</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Find tasks</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reset layout</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Quit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>About Pult</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tasks</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>View</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Language</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Theme</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Help</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tool bar</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>As the system</source>
        <extracomment>theme: as the system&apos;s</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Light</source>
        <extracomment>theme</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Dark</source>
        <extracomment>theme</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 Applies to %2 of the %3 selected tasks.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Resume queue %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pause queue %1…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Resume queue</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pause queue</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Lets the tasks of queue %1 start again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No new task of queue %1 starts until it is resumed</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>pult::ui::MainWindow</name>
    <message>
        <source>About Pult</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pult %1: a control desk for browser profiles and their queues.
Free software under the GNU General Public License 3.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Close</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hide this message</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No answer from the database since %1. The list shows what was known then; Pult keeps asking. %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pult</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pult · %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Task</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Workers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Profiles</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Log</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>pult::ui::NewBulkUploadDialog</name>
    <message>
        <source>Choose a flow</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Recordings (*.json)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose media</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1, %2</source>
        <comment>profiles, files</comment>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n profile(s)</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n file(s)</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>New bulk upload</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Flow</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Media</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Caption</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tags</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Profiles</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Other profile ids</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A recording (.json), browsed for or dropped here</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Browse…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Drop photos and videos here. Every profile gets all of them.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add files…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remove</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fills {{caption}} of the flow; {{profile}} in it becomes the profile’s id</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fill {{tags}}, separated by spaces</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ids that are not in the list, separated by commas</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Create</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Close</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Asking for the profiles…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ask again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No profiles are listed. Type their ids below; local ones are made when first used.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>pult::ui::NodeModel</name>
    <message>
        <source>Computer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>State</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Load</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Seen</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Started</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Queues</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 · version %2 · process %3</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>all</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>pult::ui::PauseDialog</name>
    <message>
        <source>Pause queue %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Running tasks go on; no new ones of this queue start on any computer until it is resumed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reason, shown to everyone (optional)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pause</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Do not pause</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>pult::ui::ProfileModel</name>
    <message>
        <source>Profile</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>State</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tags</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Note</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Id</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>running</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>stopped</source>
        <extracomment>a profile whose browser is not started</extracomment>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>pult::ui::ProfilesPanel</name>
    <message>
        <source>Asking for the profiles…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ask again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This window cannot ask for profiles; type their ids into a new bulk upload.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No profiles yet. Local ones are made when a task first uses them.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Find a profile</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reload</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Upload with these…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Opens a new bulk upload with the selected profiles.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Profiles</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>pult::ui::StatusLine</name>
    <message>
        <source>Database answers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Database does not answer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Browsers: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Where browser profiles come from; settled when Pult starts.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1: %2 of %3 running</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1: not working</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This computer, the tasks it runs and how many it may run at once.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Paused: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tasks of a paused queue wait until it is resumed.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>pult::ui::StepModel</name>
    <message>
        <source>No.</source>
        <extracomment>header of the column with a step&apos;s number</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Step</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Result</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Duration</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 s</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>pult::ui::TaskActions</name>
    <message>
        <source>Cancel tasks</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>Cancel %n task(s)? Running ones stop and their browsers are closed.</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Leave as is</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Run again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Retry</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>Run %n task(s) once more? If it was published after all, it will be there twice.</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Run %n task(s) once more? Completed ones among them publish a second time.</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
</context>
<context>
    <name>pult::ui::TaskDetailPanel</name>
    <message>
        <source>Task %1: %2</source>
        <comment>number, state</comment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>profile %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>attempt %1 of %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>worker %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>made %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>batch %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The run was cut off while it published. Look at the site, then say whether it is there.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose a task to see its attempts, steps, log and pictures.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The task has not run yet.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This attempt has recorded no steps yet.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This attempt has no log yet.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Attempts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Steps</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Log</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Page</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Data</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>pult::ui::TaskModel</name>
    <message>
        <source>No.</source>
        <extracomment>header of the column with a task&apos;s number</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>State</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Kind</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Profile</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Progress, error or reason</source>
        <extracomment>of a task: how far it is, why it failed, or why it waits</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Attempt</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Age</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Duration</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>pult::ui::TasksPanel</name>
    <message>
        <source>Reading the tasks…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No tasks yet. A bulk upload puts one task for each profile into the queue.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>New bulk upload…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No task matches this filter.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show all tasks</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>Only the newest %n task(s) of this filter are listed.</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n task(s)</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Tasks</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Bulk uploads</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Filter: profile, error text, state:failed, kind:bulk_upload, batch:12</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Words are looked for in the profile, the keys and the last error. state:, kind:, queue:, batch:, id: and unknown:yes narrow the list.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Views</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No uploads yet.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>pult::ui::ViewModel</name>
    <message>
        <source>View</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Count</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Running</source>
        <extracomment>a view of the task list</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Waiting</source>
        <extracomment>a view of the task list</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Completed</source>
        <extracomment>a view of the task list</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Failed</source>
        <extracomment>a view of the task list</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Unknown</source>
        <extracomment>a view of the task list: tasks whose outcome an operator must tell</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All tasks</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>pult::ui::WorkerModel</name>
    <message>
        <source>Worker</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>State</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Load</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tasks</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Worker %1 of computer %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not answering</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>working</source>
        <extracomment>a worker without a task</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>free</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>pult::ui::WorkersPanel</name>
    <message>
        <source>No computer works on this database yet. Tasks wait until one does.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Workers appear here when a computer starts to work.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Computers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Workers</source>
        <translation type="unfinished"></translation>
    </message>
</context>
</TS>
