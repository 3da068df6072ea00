<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="ru_RU">
<context>
    <name>pult::Core</name>
    <message>
        <source>%1 = &quot;%2&quot; (%3) is not a whole number from %4 to %5.</source>
        <translation>%1 = «%2» (%3) — не целое число от %4 до %5.</translation>
    </message>
    <message>
        <source>Correct it or remove it to get the default.</source>
        <translation>Исправьте значение или уберите его, чтобы действовало значение по умолчанию.</translation>
    </message>
    <message>
        <source>%1 = &quot;%2&quot; (%3) is neither true nor false.</source>
        <translation>%1 = «%2» (%3) — ни true, ни false.</translation>
    </message>
    <message>
        <source>Write true or false.</source>
        <translation>Напишите true или false.</translation>
    </message>
    <message>
        <source>%1 = &quot;%2&quot; (%3) is not one of: %4.</source>
        <translation>%1 = «%2» (%3) — допустимы только: %4.</translation>
    </message>
    <message>
        <source>%1 = &quot;%2&quot; (%3) is not a rate.</source>
        <translation>%1 = «%2» (%3) — это не частота запросов.</translation>
    </message>
    <message>
        <source>Write requests/seconds, for instance 5/60.</source>
        <translation>Напишите запросы/секунды, например 5/60.</translation>
    </message>
    <message>
        <source>%1 = &quot;%2&quot; (%3) is not an address.</source>
        <translation>%1 = «%2» (%3) — это не адрес.</translation>
    </message>
    <message>
        <source>Write it as http://host:port.</source>
        <translation>Напишите его в виде http://host:port.</translation>
    </message>
    <message>
        <source>%1 = %2 is more than %3 = %4.</source>
        <translation>%1 = %2 больше, чем %3 = %4.</translation>
    </message>
    <message>
        <source>Raise the maximum or lower the minimum.</source>
        <translation>Увеличьте максимум или уменьшите минимум.</translation>
    </message>
    <message>
        <source>%1, line %2: this is not NAME=value.</source>
        <translation>%1, строка %2: это не ИМЯ=значение.</translation>
    </message>
    <message>
        <source>Begin comments with # and close every quote.</source>
        <translation>Начинайте комментарии с # и закрывайте все кавычки.</translation>
    </message>
    <message>
        <source>The settings file %1 cannot be read.</source>
        <translation>Не удаётся прочитать файл настроек %1.</translation>
    </message>
    <message>
        <source>Check its permissions, or move it away to start with the defaults.</source>
        <translation>Проверьте права доступа или уберите файл, чтобы начать с настроек по умолчанию.</translation>
    </message>
    <message>
        <source>The data folder %1 cannot be used: %2.</source>
        <translation>Папкой данных %1 нельзя пользоваться: %2.</translation>
    </message>
    <message>
        <source>Choose another with --data-dir or PULT_DATA_DIR.</source>
        <translation>Выберите другую через --data-dir или PULT_DATA_DIR.</translation>
    </message>
    <message>
        <source>Pult is already running on the data folder %1 (process %2).</source>
        <translation>Пульт уже работает с папкой данных %1 (процесс %2).</translation>
    </message>
    <message>
        <source>Stop it first, or give this one another folder with --data-dir.</source>
        <translation>Сначала остановите его или задайте этому другую папку через --data-dir.</translation>
    </message>
    <message>
        <source>There is no display to open the window on.</source>
        <translation>Нет экрана, на котором можно открыть окно.</translation>
    </message>
    <message>
        <source>Start it from a desktop session, or run without a window: pult --service.</source>
        <translation>Запустите из сеанса рабочего стола или без окна: pult --service.</translation>
    </message>
    <message>
        <source>The command line is not understood: %1.</source>
        <translation>Командная строка непонятна: %1.</translation>
    </message>
    <message>
        <source>Run with --help to see what can be asked.</source>
        <translation>Запустите с --help, чтобы увидеть возможности.</translation>
    </message>
    <message>
        <source>%1 = &quot;%2&quot; is not understood.</source>
        <translation>%1 = «%2»: значение непонятно.</translation>
    </message>
    <message>
        <source>It is written like this: %3</source>
        <translation>Пишется так: %3</translation>
    </message>
    <message>
        <source>pultctl works on the database and cannot speak to a node over HTTP.</source>
        <translation>pultctl работает с базой данных и не умеет обращаться к узлу по HTTP.</translation>
    </message>
    <message>
        <source>Leave out --url and give --data-dir or DATABASE_URL.</source>
        <translation>Уберите --url и укажите --data-dir или DATABASE_URL.</translation>
    </message>
    <message>
        <source>The file %1 cannot be read: %2.</source>
        <translation>Не удаётся прочитать файл %1: %2.</translation>
    </message>
    <message>
        <source>The file %1 cannot be written: %2.</source>
        <translation>Не удаётся записать файл %1: %2.</translation>
    </message>
    <message>
        <source>Check the free space and the permissions of the folder.</source>
        <translation>Проверьте свободное место и права на папку.</translation>
    </message>
    <message>
        <source>This is no valid JSON: %1 (at character %2).</source>
        <translation>Это неправильный JSON: %1 (символ %2).</translation>
    </message>
    <message>
        <source>%1, line %2: %3</source>
        <translation>%1, строка %2: %3</translation>
    </message>
    <message>
        <source>Each line is one task as a JSON object; nothing was added.</source>
        <translation>Каждая строка — одна задача в виде объекта JSON; ничего не добавлено.</translation>
    </message>
    <message>
        <source>A task has no field &quot;%1&quot;.</source>
        <translation>У задачи нет поля «%1».</translation>
    </message>
    <message>
        <source>The field &quot;%1&quot; is not right.</source>
        <translation>Поле «%1» заполнено неверно.</translation>
    </message>
    <message>
        <source>It takes: %2</source>
        <translation>Допустимо: %2</translation>
    </message>
    <message>
        <source>&quot;%1&quot; is not understood.</source>
        <translation>«%1»: непонятно.</translation>
    </message>
    <message>
        <source>This build of Pult lacks a part of itself: %1.</source>
        <translation>В этой сборке Пульта не хватает части: %1.</translation>
    </message>
    <message>
        <source>Install it again.</source>
        <translation>Установите его заново.</translation>
    </message>
    <message>
        <source>Pult made a mistake.</source>
        <translation>Ошибка в самом Пульте.</translation>
    </message>
    <message>
        <source>Please report it with the log.</source>
        <translation>Сообщите о ней, приложив журнал.</translation>
    </message>
    <message>
        <source>Pult made a mistake while it ran %1.</source>
        <translation>Ошибка в самом Пульте при выполнении %1.</translation>
    </message>
    <message>
        <source>Cancelled.</source>
        <translation>Отменено.</translation>
    </message>
    <message>
        <source>The task was cancelled.</source>
        <translation>Задача отменена.</translation>
    </message>
    <message>
        <source>Interrupted by a shutdown; the task goes back to waiting without using an attempt.</source>
        <translation>Прервано завершением работы; задача снова ждёт, попытка не потрачена.</translation>
    </message>
    <message>
        <source>The task did not finish within %1 s.</source>
        <translation>Задача не закончилась за %1 с.</translation>
    </message>
    <message>
        <source>Raise TASK_TIMEOUT_SECS if it needs longer, or look at the step it stood at.</source>
        <translation>Увеличьте TASK_TIMEOUT_SECS, если ей нужно больше времени, или посмотрите, на каком шаге она стояла.</translation>
    </message>
    <message>
        <source>The node lost its lease on the task, so its result does not count.</source>
        <translation>Узел потерял право на задачу, поэтому его результат не засчитан.</translation>
    </message>
    <message>
        <source>Another run has it now; check that this computer was not asleep and reaches the database.</source>
        <translation>Теперь её выполняет другой запуск; проверьте, не засыпал ли этот компьютер и доступна ли ему база данных.</translation>
    </message>
    <message>
        <source>The worker %1 fell silent, and its lease ran out.</source>
        <translation>Исполнитель %1 замолчал, и срок его права на задачу истёк.</translation>
    </message>
    <message>
        <source>The node of worker %1 fell silent while it ran the task.</source>
        <translation>Узел исполнителя %1 замолчал, пока выполнял задачу.</translation>
    </message>
    <message>
        <source>The node of worker %1 was started anew while it ran the task.</source>
        <translation>Узел исполнителя %1 был перезапущен, пока выполнял задачу.</translation>
    </message>
    <message>
        <source>The task was cut off %1 times and is not tried again.</source>
        <translation>Задача обрывалась %1 раз и больше не повторяется.</translation>
    </message>
    <message>
        <source>It may bring the node down; look at its attempts before you retry it.</source>
        <translation>Возможно, она роняет узел; посмотрите её попытки, прежде чем повторять.</translation>
    </message>
    <message>
        <source>The run was cut off after it began to publish, so nobody can tell whether it was published.</source>
        <translation>Запуск оборвался, когда публикация уже началась, поэтому неизвестно, опубликовано ли.</translation>
    </message>
    <message>
        <source>Look at the site, then answer &quot;done&quot; or &quot;again&quot;.</source>
        <translation>Посмотрите на сайте и ответьте «Готово» или «Ещё раз».</translation>
    </message>
    <message>
        <source>The run was cut off after it began to publish; as asked for, it is not repeated.</source>
        <translation>Запуск оборвался, когда публикация уже началась; как и задано, он не повторяется.</translation>
    </message>
    <message>
        <source>Task %1, which this one needs, did not complete.</source>
        <translation>Задача %1, от которой зависит эта, не выполнена.</translation>
    </message>
    <message>
        <source>Retry that one first.</source>
        <translation>Сначала повторите её.</translation>
    </message>
    <message>
        <source>This node has no such kind of work: %1.</source>
        <translation>На этом узле нет такого вида работы: %1.</translation>
    </message>
    <message>
        <source>The probe failed as asked: %1.</source>
        <translation>Проверка не прошла, как и просили: %1.</translation>
    </message>
    <message>
        <source>The database %1 does not answer: %2.</source>
        <translation>База данных %1 не отвечает: %2.</translation>
    </message>
    <message>
        <source>Check that it runs and that DATABASE_URL is right.</source>
        <translation>Проверьте, что она запущена и что DATABASE_URL указан верно.</translation>
    </message>
    <message>
        <source>The address in DATABASE_URL (%1) is not understood: %2.</source>
        <translation>Адрес в DATABASE_URL (%1) непонятен: %2.</translation>
    </message>
    <message>
        <source>Write it as postgresql://user:password@host:5432/name or sqlite:///path.</source>
        <translation>Напишите его в виде postgresql://user:password@host:5432/name или sqlite:///path.</translation>
    </message>
    <message>
        <source>The database %1 refused access.</source>
        <translation>База данных %1 отказала в доступе.</translation>
    </message>
    <message>
        <source>Check user and password in DATABASE_URL, or the permissions of the file.</source>
        <translation>Проверьте имя и пароль в DATABASE_URL или права на файл.</translation>
    </message>
    <message>
        <source>There is no database &quot;%2&quot; at %1.</source>
        <translation>Базы данных «%2» нет по адресу %1.</translation>
    </message>
    <message>
        <source>Create it, or correct DATABASE_URL.</source>
        <translation>Создайте её или исправьте DATABASE_URL.</translation>
    </message>
    <message>
        <source>The database %1 is damaged.</source>
        <translation>База данных %1 повреждена.</translation>
    </message>
    <message>
        <source>Nothing was changed. Put a backup in its place, or move it away to start with an empty one.</source>
        <translation>Ничего не изменено. Положите на её место резервную копию или уберите её, чтобы начать с пустой.</translation>
    </message>
    <message>
        <source>The database was made by a newer Pult (schema %1, this one knows %2).</source>
        <translation>База данных создана более новым Пультом (схема %1, этот знает %2).</translation>
    </message>
    <message>
        <source>Install the newer version on this computer.</source>
        <translation>Установите на этот компьютер более новую версию.</translation>
    </message>
    <message>
        <source>The database %1 can only be read.</source>
        <translation>Базу данных %1 можно только читать.</translation>
    </message>
    <message>
        <source>Check the permissions of its file and folder, or that the server is not a standby.</source>
        <translation>Проверьте права на файл и папку или не является ли сервер резервным.</translation>
    </message>
    <message>
        <source>The disk of the database %1 is full.</source>
        <translation>Диск базы данных %1 заполнен.</translation>
    </message>
    <message>
        <source>Free some space; Pult goes on by itself and has lost nothing.</source>
        <translation>Освободите место; Пульт продолжит сам и ничего не потерял.</translation>
    </message>
    <message>
        <source>The database %1 is locked by another program.</source>
        <translation>База данных %1 занята другой программой.</translation>
    </message>
    <message>
        <source>Close that program, or try again.</source>
        <translation>Закройте эту программу или повторите.</translation>
    </message>
    <message>
        <source>The database refused the change: %1.</source>
        <translation>База данных отклонила изменение: %1.</translation>
    </message>
    <message>
        <source>The connection to the database %1 was lost.</source>
        <translation>Связь с базой данных %1 потеряна.</translation>
    </message>
    <message>
        <source>Pult reconnects by itself.</source>
        <translation>Пульт подключится снова сам.</translation>
    </message>
    <message>
        <source>The database refused a statement: %1.</source>
        <translation>База данных отклонила запрос: %1.</translation>
    </message>
    <message>
        <source>The database did not answer in time.</source>
        <translation>База данных не ответила вовремя.</translation>
    </message>
    <message>
        <source>Check its load and the network between.</source>
        <translation>Проверьте её загрузку и сеть.</translation>
    </message>
    <message>
        <source>The connection to the database is closed.</source>
        <translation>Соединение с базой данных закрыто.</translation>
    </message>
    <message>
        <source>No database connection became free within %1 s.</source>
        <translation>За %1 с не освободилось ни одного соединения с базой данных.</translation>
    </message>
    <message>
        <source>Raise DB_MAX_CONNECTIONS (now %2), or look for what holds them.</source>
        <translation>Увеличьте DB_MAX_CONNECTIONS (сейчас %2) или найдите, что их занимает.</translation>
    </message>
    <message>
        <source>There is no task %1.</source>
        <translation>Задачи %1 нет.</translation>
    </message>
    <message>
        <source>The task cannot be added: %1 = &quot;%2&quot;.</source>
        <translation>Задачу нельзя добавить: %1 = «%2».</translation>
    </message>
    <message>
        <source>Task %1 is %2, so this cannot be done now.</source>
        <translation>Задача %1 в состоянии «%2», сейчас это невозможно.</translation>
    </message>
    <message>
        <source>Task %2 with the same unique key is already waiting or running, so task %1 cannot run again.</source>
        <translation>Задача %2 с тем же уникальным ключом уже ждёт или выполняется, поэтому задачу %1 нельзя запустить снова.</translation>
    </message>
    <message>
        <source>There is no batch %1.</source>
        <translation>Пакета %1 нет.</translation>
    </message>
    <message>
        <source>Batch %1 is %2, so this cannot be done now.</source>
        <translation>Пакет %1 в состоянии «%2», сейчас это невозможно.</translation>
    </message>
    <message>
        <source>There is no such file kept with the attempt (%1).</source>
        <translation>У попытки нет такого файла (%1).</translation>
    </message>
    <message>
        <source>The page mark &quot;%1&quot; is not one that Pult gave out.</source>
        <translation>Отметку страницы «%1» Пульт не выдавал.</translation>
    </message>
    <message>
        <source>Begin with the first page.</source>
        <translation>Начните с первой страницы.</translation>
    </message>
    <message>
        <source>The task names no kind of work.</source>
        <translation>В задаче не указан вид работы.</translation>
    </message>
    <message>
        <source>&quot;%1&quot; is no name for a queue.</source>
        <translation>«%1» не годится как имя очереди.</translation>
    </message>
    <message>
        <source>The priority %1 is not between -100 and 100.</source>
        <translation>Приоритет %1 не лежит между -100 и 100.</translation>
    </message>
    <message>
        <source>%1 is not a number of attempts.</source>
        <translation>%1 — не число попыток.</translation>
    </message>
    <message>
        <source>It takes 1 to 1000.</source>
        <translation>Допустимо от 1 до 1000.</translation>
    </message>
    <message>
        <source>The task&apos;s payload is not right: %1.</source>
        <translation>Данные задачи неверны: %1.</translation>
    </message>
    <message>
        <source>No node is running on this database, so nobody would play the flow.</source>
        <translation>С этой базой данных не работает ни один узел, выполнить сценарий некому.</translation>
    </message>
    <message>
        <source>Start one first: pult, or pult --service.</source>
        <translation>Сначала запустите узел: pult или pult --service.</translation>
    </message>
    <message>
        <source>Closing the browsers of an earlier run took too long.</source>
        <translation>Закрыть браузеры прошлого запуска не удалось вовремя.</translation>
    </message>
    <message>
        <source>The file %1 does not exist.</source>
        <translation>Файла %1 нет.</translation>
    </message>
    <message>
        <source>Check the path; the file must be on the computer that runs the upload.</source>
        <translation>Проверьте путь; файл должен быть на компьютере, который выполняет загрузку.</translation>
    </message>
    <message>
        <source>%1 is not a file.</source>
        <translation>%1 — это не файл.</translation>
    </message>
    <message>
        <source>The file %1 cannot be read.</source>
        <translation>Не удаётся прочитать файл %1.</translation>
    </message>
    <message>
        <source>Check its permissions.</source>
        <translation>Проверьте права доступа.</translation>
    </message>
    <message>
        <source>The file %1 is empty.</source>
        <translation>Файл %1 пуст.</translation>
    </message>
    <message>
        <source>No browser profile was chosen.</source>
        <translation>Не выбран ни один профиль браузера.</translation>
    </message>
    <message>
        <source>The profile &quot;%1&quot; is named twice.</source>
        <translation>Профиль «%1» указан дважды.</translation>
    </message>
    <message>
        <source>%1, line %2: %3.</source>
        <translation>%1, строка %2: %3.</translation>
    </message>
    <message>
        <source>The columns are profile,media,caption,tags; several media are separated by |.</source>
        <translation>Столбцы: profile,media,caption,tags; несколько файлов разделяются знаком |.</translation>
    </message>
    <message>
        <source>%1 has no column &quot;%2&quot;.</source>
        <translation>В %1 нет столбца «%2».</translation>
    </message>
    <message>
        <source>The columns are profile,media,caption,tags.</source>
        <translation>Столбцы: profile,media,caption,tags.</translation>
    </message>
    <message>
        <source>%1 names no profile.</source>
        <translation>В %1 не указано ни одного профиля.</translation>
    </message>
    <message>
        <source>waits for %1, which task %2 holds</source>
        <translation>ждёт %1, занято задачей %2</translation>
    </message>
    <message>
        <source>waits for the node %1, last seen %2</source>
        <translation>ждёт узел %1, последний раз виден %2</translation>
    </message>
    <message>
        <source>the queue %1 is paused: %2</source>
        <translation>очередь %1 приостановлена: %2</translation>
    </message>
    <message>
        <source>starts at %1</source>
        <translation>начнётся %1</translation>
    </message>
    <message>
        <source>tried again at %1</source>
        <translation>повторится %1</translation>
    </message>
    <message>
        <source>waits for the tasks %1</source>
        <translation>ждёт задачи %1</translation>
    </message>
    <message>
        <source>a draft; it waits to be started</source>
        <translation>черновик; ждёт запуска</translation>
    </message>
    <message>
        <source>no worker is free for it</source>
        <translation>нет свободного исполнителя</translation>
    </message>
    <message>
        <source>environment</source>
        <translation>переменная окружения</translation>
    </message>
    <message>
        <source>command line</source>
        <translation>командная строка</translation>
    </message>
    <message>
        <source>it is not a folder</source>
        <translation>это не папка</translation>
    </message>
    <message>
        <source>it cannot be created</source>
        <translation>её нельзя создать</translation>
    </message>
    <message>
        <source>no element matches</source>
        <translation>нет подходящего элемента</translation>
    </message>
    <message>
        <source>the element went away</source>
        <translation>элемент исчез</translation>
    </message>
    <message>
        <source>the element did not become visible, still and enabled</source>
        <translation>элемент не стал видимым, неподвижным и доступным</translation>
    </message>
    <message>
        <source>the element cannot be filled out</source>
        <translation>в элемент нельзя ввести значение</translation>
    </message>
    <message>
        <source>the element is no file input</source>
        <translation>элемент не служит для выбора файла</translation>
    </message>
    <message>
        <source>the input takes one file, not several</source>
        <translation>поле принимает один файл, а не несколько</translation>
    </message>
    <message>
        <source>the elements did not come to be as asked</source>
        <translation>элементы не стали такими, как задано</translation>
    </message>
    <message>
        <source>the expression did not come true in time</source>
        <translation>выражение вовремя не стало истинным</translation>
    </message>
    <message>
        <source>the operator is empty</source>
        <translation>оператор пуст</translation>
    </message>
    <message>
        <source>the page did not answer in time</source>
        <translation>страница не ответила вовремя</translation>
    </message>
    <message>
        <source>the page did not finish loading in time</source>
        <translation>страница не загрузилась вовремя</translation>
    </message>
    <message>
        <source>the frame went away while it was loading</source>
        <translation>фрейм исчез во время загрузки</translation>
    </message>
    <message>
        <source>the frame is not there</source>
        <translation>фрейма нет</translation>
    </message>
    <message>
        <source>the tab was closed</source>
        <translation>вкладка закрыта</translation>
    </message>
    <message>
        <source>the element has no visible box</source>
        <translation>у элемента нет видимой области</translation>
    </message>
    <message>
        <source>no answer</source>
        <translation>нет ответа</translation>
    </message>
    <message>
        <source>closed</source>
        <translation>закрыто</translation>
    </message>
    <message>
        <source>the browser gives no endpoint</source>
        <translation>браузер не сообщает адрес подключения</translation>
    </message>
    <message>
        <source>The flow is not a recording: %1.</source>
        <translation>Сценарий не является записью: %1.</translation>
    </message>
    <message>
        <source>Export it from Chrome&apos;s Recorder panel as JSON.</source>
        <translation>Экспортируйте его из панели Recorder в Chrome в виде JSON.</translation>
    </message>
    <message>
        <source>The flow has %2 bytes; at most %3 are read.</source>
        <translation>В сценарии %2 байт; читается не больше %3.</translation>
    </message>
    <message>
        <source>The flow is no valid JSON: %3 (at character %2).</source>
        <translation>Сценарий — неправильный JSON: %3 (символ %2).</translation>
    </message>
    <message>
        <source>Export it again from Chrome&apos;s Recorder panel.</source>
        <translation>Экспортируйте его ещё раз из панели Recorder в Chrome.</translation>
    </message>
    <message>
        <source>The flow is not a recording.</source>
        <translation>Сценарий не является записью.</translation>
    </message>
    <message>
        <source>%s is not a step.</source>
        <translation>%s: это не шаг.</translation>
    </message>
    <message>
        <source>Export the flow again from Chrome&apos;s Recorder panel.</source>
        <translation>Экспортируйте сценарий ещё раз из панели Recorder в Chrome.</translation>
    </message>
    <message>
        <source>%s: &quot;%2&quot; is no step type that Pult knows.</source>
        <translation>%s: Пульт не знает шага вида «%2».</translation>
    </message>
    <message>
        <source>Record the step anew, or take it out.</source>
        <translation>Запишите шаг заново или уберите его.</translation>
    </message>
    <message>
        <source>%s: there is no custom step named &quot;%2&quot;.</source>
        <translation>%s: нет дополнительного шага «%2».</translation>
    </message>
    <message>
        <source>There are setFiles, screenshot, assertText and waitForUrl.</source>
        <translation>Есть setFiles, screenshot, assertText и waitForUrl.</translation>
    </message>
    <message>
        <source>%s: &quot;%2&quot; is missing.</source>
        <translation>%s: не хватает «%2».</translation>
    </message>
    <message>
        <source>%s: &quot;%2&quot; must be of the type %3.</source>
        <translation>%s: «%2» должно быть типа %3.</translation>
    </message>
    <message>
        <source>%s: &quot;%2&quot; must be one of: %3.</source>
        <translation>%s: для «%2» допустимы только: %3.</translation>
    </message>
    <message>
        <source>%s: the time-out must lie between 1 and %2 ms.</source>
        <translation>%s: тайм-аут должен быть от 1 до %2 мс.</translation>
    </message>
    <message>
        <source>%s: the time-out of %2 ms is allowed here, but Chrome and other players refuse more than 30 000.</source>
        <translation>%s: тайм-аут %2 мс здесь допустим, но Chrome и другие проигрыватели не принимают больше 30 000.</translation>
    </message>
    <message>
        <source>%s: there is no key named &quot;%2&quot;.</source>
        <translation>%s: нет клавиши «%2».</translation>
    </message>
    <message>
        <source>%s: this file choice was recorded without its file; it is given the media of the task.</source>
        <translation>%s: выбор файла записан без самого файла; подставляются медиафайлы задачи.</translation>
    </message>
    <message>
        <source>Nothing fills {{%1}} in step %2.</source>
        <translation>На шаге %2 нечем заполнить {{%1}}.</translation>
    </message>
    <message>
        <source>Give it a value, or take it out of the flow.</source>
        <translation>Задайте значение или уберите его из сценария.</translation>
    </message>
    <message>
        <source>%s: the click that only opens the file dialog (%2) was taken out.</source>
        <translation>%s: щелчок, который лишь открывает выбор файла (%2), убран.</translation>
    </message>
    <message>
        <source>%s: the file choice (%2) became setFiles with the media of the task.</source>
        <translation>%s: выбор файла (%2) превращён в setFiles с медиафайлами задачи.</translation>
    </message>
    <message>
        <source>%s looks like the one that publishes (%2).</source>
        <translation>%s, похоже, публикует (%2).</translation>
    </message>
    <message>
        <source>Mark it as the commit step, so that it is never repeated unasked.</source>
        <translation>Отметьте его как шаг публикации, чтобы он не повторялся без спроса.</translation>
    </message>
    <message>
        <source>%s chooses files, but the task has none.</source>
        <translation>%s: выбираются файлы, но у задачи их нет.</translation>
    </message>
    <message>
        <source>Give the task media.</source>
        <translation>Добавьте задаче медиафайлы.</translation>
    </message>
    <message>
        <source>Check the path; the file must be on the computer that runs the flow.</source>
        <translation>Проверьте путь; файл должен быть на компьютере, который выполняет сценарий.</translation>
    </message>
    <message>
        <source>The browser closed during step %1 (%2).</source>
        <translation>Браузер закрылся на шаге %1 (%2).</translation>
    </message>
    <message>
        <source>The page crashed during step %1 (%2).</source>
        <translation>Страница аварийно закрылась на шаге %1 (%2).</translation>
    </message>
    <message>
        <source>Step %1 (%2) failed: %4. Tried: %3.</source>
        <translation>Шаг %1 (%2) не удался: %4. Искали: %3.</translation>
    </message>
    <message>
        <source>See the screenshot of the attempt; the page may have changed since the flow was recorded.</source>
        <translation>Посмотрите снимок страницы у попытки; возможно, страница изменилась после записи сценария.</translation>
    </message>
    <message>
        <source>The element was not found: %1.</source>
        <translation>Элемент не найден: %1.</translation>
    </message>
    <message>
        <source>The element was not ready: %1.</source>
        <translation>Элемент не был готов: %1.</translation>
    </message>
    <message>
        <source>The element went away.</source>
        <translation>Элемент исчез.</translation>
    </message>
    <message>
        <source>The element cannot be clicked.</source>
        <translation>По элементу нельзя щёлкнуть.</translation>
    </message>
    <message>
        <source>The element cannot be filled in.</source>
        <translation>В элемент нельзя ввести значение.</translation>
    </message>
    <message>
        <source>The element is no file input.</source>
        <translation>Элемент не служит для выбора файла.</translation>
    </message>
    <message>
        <source>The input takes one file, not several.</source>
        <translation>Поле принимает один файл, а не несколько.</translation>
    </message>
    <message>
        <source>The file for the browser could not be written: %1.</source>
        <translation>Не удалось записать файл для браузера: %1.</translation>
    </message>
    <message>
        <source>There is no key named &quot;%1&quot;.</source>
        <translation>Нет клавиши «%1».</translation>
    </message>
    <message>
        <source>The comparison is not understood: %1.</source>
        <translation>Сравнение непонятно: %1.</translation>
    </message>
    <message>
        <source>The expression did not come true in time.</source>
        <translation>Выражение вовремя не стало истинным.</translation>
    </message>
    <message>
        <source>The page refused a script: %1.</source>
        <translation>Страница отклонила скрипт: %1.</translation>
    </message>
    <message>
        <source>The frame went away.</source>
        <translation>Фрейм исчез.</translation>
    </message>
    <message>
        <source>The frame was not found.</source>
        <translation>Фрейм не найден.</translation>
    </message>
    <message>
        <source>The page %1 was not found among the open ones.</source>
        <translation>Среди открытых страниц нет %1.</translation>
    </message>
    <message>
        <source>The address is not the expected one: %1.</source>
        <translation>Адрес не тот, который ожидался: %1.</translation>
    </message>
    <message>
        <source>The page did not load: %1.</source>
        <translation>Страница не загрузилась: %1.</translation>
    </message>
    <message>
        <source>The page did not load in time.</source>
        <translation>Страница не загрузилась вовремя.</translation>
    </message>
    <message>
        <source>The page went away while it loaded.</source>
        <translation>Страница исчезла во время загрузки.</translation>
    </message>
    <message>
        <source>The browser does not accept the connection: %1.</source>
        <translation>Браузер не принимает соединение: %1.</translation>
    </message>
    <message>
        <source>The connection to the browser was closed (%1).</source>
        <translation>Соединение с браузером закрыто (%1).</translation>
    </message>
    <message>
        <source>The page crashed (%1).</source>
        <translation>Страница аварийно закрылась (%1).</translation>
    </message>
    <message>
        <source>The page was closed (%1).</source>
        <translation>Страница закрыта (%1).</translation>
    </message>
    <message>
        <source>The browser did not answer in time (%1).</source>
        <translation>Браузер не ответил вовремя (%1).</translation>
    </message>
    <message>
        <source>The browser refused %1: %2.</source>
        <translation>Браузер отклонил %1: %2.</translation>
    </message>
    <message>
        <source>The browser on port %1 does not answer.</source>
        <translation>Браузер на порту %1 не отвечает.</translation>
    </message>
    <message>
        <source>No Chrome or Chromium was found on this computer.</source>
        <translation>На этом компьютере не найден ни Chrome, ни Chromium.</translation>
    </message>
    <message>
        <source>Install one, or set BROWSER_PATH to its program.</source>
        <translation>Установите его или укажите программу в BROWSER_PATH.</translation>
    </message>
    <message>
        <source>BROWSER_PATH = %1 is no program that can be started.</source>
        <translation>BROWSER_PATH = %1 — это не программа, которую можно запустить.</translation>
    </message>
    <message>
        <source>Correct it, or remove it to let Pult look for Chrome itself.</source>
        <translation>Исправьте или уберите, и Пульт найдёт Chrome сам.</translation>
    </message>
    <message>
        <source>The browser %1 did not start: %2.</source>
        <translation>Браузер %1 не запустился: %2.</translation>
    </message>
    <message>
        <source>Check that it starts by hand.</source>
        <translation>Проверьте, запускается ли он вручную.</translation>
    </message>
    <message>
        <source>The browser of profile %1 ended at once with code %2.</source>
        <translation>Браузер профиля %1 сразу завершился с кодом %2.</translation>
    </message>
    <message>
        <source>See the log; often the profile is open elsewhere or the computer lacks memory.</source>
        <translation>Посмотрите журнал; часто профиль открыт в другом месте или компьютеру не хватает памяти.</translation>
    </message>
    <message>
        <source>The browser of profile %1 was not ready within %2 s.</source>
        <translation>Браузер профиля %1 не был готов за %2 с.</translation>
    </message>
    <message>
        <source>The computer may be overloaded; lower MAX_CONCURRENT_TASKS.</source>
        <translation>Возможно, компьютер перегружен; уменьшите MAX_CONCURRENT_TASKS.</translation>
    </message>
    <message>
        <source>The browser did not close in time.</source>
        <translation>Браузер не закрылся вовремя.</translation>
    </message>
    <message>
        <source>The browser of profile %1 is already running.</source>
        <translation>Браузер профиля %1 уже запущен.</translation>
    </message>
    <message>
        <source>The profile %1 is open in another browser (process %2).</source>
        <translation>Профиль %1 открыт в другом браузере (процесс %2).</translation>
    </message>
    <message>
        <source>Close that browser; the task waits until then.</source>
        <translation>Закройте этот браузер; до тех пор задача ждёт.</translation>
    </message>
    <message>
        <source>The note of the started browser (%1) cannot be written: %2.</source>
        <translation>Не удаётся записать сведения о запущенном браузере (%1): %2.</translation>
    </message>
    <message>
        <source>Check the free space and the permissions of the data folder.</source>
        <translation>Проверьте свободное место и права на папку данных.</translation>
    </message>
    <message>
        <source>The profile&apos;s folder %1 cannot be used.</source>
        <translation>Папкой профиля %1 нельзя пользоваться.</translation>
    </message>
    <message>
        <source>Check the free space and its permissions.</source>
        <translation>Проверьте свободное место и права доступа.</translation>
    </message>
    <message>
        <source>&quot;%1&quot; is no name for a browser profile.</source>
        <translation>«%1» не годится как имя профиля браузера.</translation>
    </message>
    <message>
        <source>Use letters, digits, dots, dashes and underscores.</source>
        <translation>Используйте буквы, цифры, точки, дефисы и подчёркивания.</translation>
    </message>
    <message>
        <source>There is no browser provider &quot;%1&quot;.</source>
        <translation>Нет поставщика браузеров «%1».</translation>
    </message>
    <message>
        <source>BROWSER_PROVIDER is auto, dolphin or local.</source>
        <translation>BROWSER_PROVIDER — это auto, dolphin или local.</translation>
    </message>
    <message>
        <source>The task belongs to the browser provider &quot;%1&quot;, which this node does not use.</source>
        <translation>Задача относится к поставщику браузеров «%1», который этот узел не использует.</translation>
    </message>
    <message>
        <source>Set BROWSER_PROVIDER, or start a node that has it.</source>
        <translation>Задайте BROWSER_PROVIDER или запустите узел, у которого он есть.</translation>
    </message>
    <message>
        <source>Dolphin Anty does not answer at %1.</source>
        <translation>Dolphin Anty не отвечает по адресу %1.</translation>
    </message>
    <message>
        <source>Start it; the tasks wait without using an attempt.</source>
        <translation>Запустите его; задачи ждут, не тратя попыток.</translation>
    </message>
    <message>
        <source>Dolphin Anty asks for a login, and DOLPHIN_API_TOKEN is not set.</source>
        <translation>Dolphin Anty просит войти, а DOLPHIN_API_TOKEN не задан.</translation>
    </message>
    <message>
        <source>Make a token in your Dolphin account and set it.</source>
        <translation>Создайте токен в аккаунте Dolphin и задайте его.</translation>
    </message>
    <message>
        <source>Dolphin Anty refuses the token.</source>
        <translation>Dolphin Anty не принимает токен.</translation>
    </message>
    <message>
        <source>Make a new one in your Dolphin account and set DOLPHIN_API_TOKEN.</source>
        <translation>Создайте новый в аккаунте Dolphin и задайте DOLPHIN_API_TOKEN.</translation>
    </message>
    <message>
        <source>The Dolphin token expired on %1.</source>
        <translation>Срок действия токена Dolphin истёк %1.</translation>
    </message>
    <message>
        <source>The login to Dolphin Anty failed (status %1): %2.</source>
        <translation>Войти в Dolphin Anty не удалось (статус %1): %2.</translation>
    </message>
    <message>
        <source>Dolphin Anty asks for a pause of %1 s.</source>
        <translation>Dolphin Anty просит подождать %1 с.</translation>
    </message>
    <message>
        <source>The Dolphin plan does not allow more.</source>
        <translation>Тариф Dolphin больше не позволяет.</translation>
    </message>
    <message>
        <source>Stop profiles that are not needed, or change the plan.</source>
        <translation>Остановите ненужные профили или смените тариф.</translation>
    </message>
    <message>
        <source>The Dolphin plan has no automation.</source>
        <translation>В тарифе Dolphin нет автоматизации.</translation>
    </message>
    <message>
        <source>Change the plan; the free one has none.</source>
        <translation>Смените тариф; в бесплатном её нет.</translation>
    </message>
    <message>
        <source>Dolphin Anty started the profile %1 without automation.</source>
        <translation>Dolphin Anty запустил профиль %1 без автоматизации.</translation>
    </message>
    <message>
        <source>Close the profile in Dolphin and try again.</source>
        <translation>Закройте профиль в Dolphin и повторите.</translation>
    </message>
    <message>
        <source>&quot;%1&quot; is no number of a Dolphin profile.</source>
        <translation>«%1» — не номер профиля Dolphin.</translation>
    </message>
    <message>
        <source>Dolphin Anty has no profile %1.</source>
        <translation>В Dolphin Anty нет профиля %1.</translation>
    </message>
    <message>
        <source>See them with: pultctl profiles list.</source>
        <translation>Список покажет: pultctl profiles list.</translation>
    </message>
    <message>
        <source>The profile %1 is open already.</source>
        <translation>Профиль %1 уже открыт.</translation>
    </message>
    <message>
        <source>Close it in Dolphin; the task waits until then.</source>
        <translation>Закройте его в Dolphin; до тех пор задача ждёт.</translation>
    </message>
    <message>
        <source>The profile %1 is being started or stopped.</source>
        <translation>Профиль %1 запускается или останавливается.</translation>
    </message>
    <message>
        <source>The task tries again by itself.</source>
        <translation>Задача повторит попытку сама.</translation>
    </message>
    <message>
        <source>Files of the profile %1 are locked.</source>
        <translation>Файлы профиля %1 заняты.</translation>
    </message>
    <message>
        <source>A virus scanner or an old browser process may hold them; the task tries again.</source>
        <translation>Их может держать антивирус или старый процесс браузера; задача повторит попытку.</translation>
    </message>
    <message>
        <source>Dolphin Anty refuses to start the profile %1: %2.</source>
        <translation>Dolphin Anty отказывается запускать профиль %1: %2.</translation>
    </message>
    <message>
        <source>Dolphin Anty could not start the profile %1: %2.</source>
        <translation>Dolphin Anty не смог запустить профиль %1: %2.</translation>
    </message>
    <message>
        <source>Dolphin Anty did not say whether the profile %1 was started, so it is not started again now.</source>
        <translation>Dolphin Anty не сообщил, запущен ли профиль %1, поэтому повторно он сейчас не запускается.</translation>
    </message>
    <message>
        <source>Look at the profile in Dolphin.</source>
        <translation>Посмотрите на профиль в Dolphin.</translation>
    </message>
    <message>
        <source>Dolphin Anty could not stop the profile %1: %2.</source>
        <translation>Dolphin Anty не смог остановить профиль %1: %2.</translation>
    </message>
    <message>
        <source>Close it in Dolphin.</source>
        <translation>Закройте его в Dolphin.</translation>
    </message>
    <message>
        <source>Dolphin Anty started the profile %1, but its port %2 does not open.</source>
        <translation>Dolphin Anty запустил профиль %1, но его порт %2 не открывается.</translation>
    </message>
    <message>
        <source>A firewall or a slow computer may be the reason; the task tries again.</source>
        <translation>Причиной может быть брандмауэр или медленный компьютер; задача повторит попытку.</translation>
    </message>
    <message>
        <source>The answer of Dolphin Anty is not understood (%1).</source>
        <translation>Ответ Dolphin Anty непонятен (%1).</translation>
    </message>
    <message>
        <source>Its version may be newer than Pult knows.</source>
        <translation>Возможно, его версия новее, чем знает Пульт.</translation>
    </message>
    <message>
        <source>The Dolphin cloud answered with status %1: %2.</source>
        <translation>Облако Dolphin ответило статусом %1: %2.</translation>
    </message>
    <message>
        <source>%1 refuses the connection.</source>
        <translation>%1 не принимает соединение.</translation>
    </message>
    <message>
        <source>The computer %1 was not found.</source>
        <translation>Компьютер %1 не найден.</translation>
    </message>
    <message>
        <source>Check the name and the network.</source>
        <translation>Проверьте имя и сеть.</translation>
    </message>
    <message>
        <source>%1 closed the connection before it answered.</source>
        <translation>%1 закрыл соединение, не ответив.</translation>
    </message>
    <message>
        <source>The secure connection to %1 failed: %2.</source>
        <translation>Защищённое соединение с %1 не удалось: %2.</translation>
    </message>
    <message>
        <source>%1 did not answer in time.</source>
        <translation>%1 не ответил вовремя.</translation>
    </message>
    <message>
        <source>The request to %1 failed: %2.</source>
        <translation>Запрос к %1 не удался: %2.</translation>
    </message>
    <message>
        <source>The answer of %1 is larger than %2 bytes.</source>
        <translation>Ответ %1 больше %2 байт.</translation>
    </message>
    <message>
        <source>Pult made a mistake in a request to %1.</source>
        <translation>Ошибка в самом Пульте в запросе к %1.</translation>
    </message>
    <message>
        <source>The address %1 cannot be listened on: %2.</source>
        <translation>Адрес %1 нельзя прослушивать: %2.</translation>
    </message>
    <message>
        <source>Another program may use it.</source>
        <translation>Возможно, его занимает другая программа.</translation>
    </message>
    <message>
        <source>The flow</source>
        <translation>Сценарий</translation>
    </message>
    <message>
        <source>Step %1</source>
        <translation>Шаг %1</translation>
    </message>
    <message>
        <source>Something failed that Pult has no words for (%1).</source>
        <translation>Произошла ошибка, для которой у Пульта нет слов (%1).</translation>
    </message>
    <message>
        <source>Only running profiles are known: there is no token for Dolphin&apos;s cloud.</source>
        <translation>Известны только запущенные профили: нет токена для облака Dolphin.</translation>
    </message>
    <message>
        <source>settling an earlier start</source>
        <translation>завершается прошлый запуск</translation>
    </message>
    <message>
        <source>starting the browser</source>
        <translation>запускается браузер</translation>
    </message>
    <message>
        <source>waiting for the browser&apos;s port</source>
        <translation>ожидается порт браузера</translation>
    </message>
    <message>
        <source>no answer: asking what runs</source>
        <translation>нет ответа: выясняется, что запущено</translation>
    </message>
    <message>
        <source>it runs already: taken up again</source>
        <translation>уже запущен: работа продолжается</translation>
    </message>
    <message>
        <source>starting again in %1 s</source>
        <translation>повторный запуск через %1 с</translation>
    </message>
    <message>
        <source>stopping it first</source>
        <translation>сначала останавливается</translation>
    </message>
    <message>
        <source>a SQLite address looks like sqlite:///folder/file.db</source>
        <translation>адрес SQLite выглядит так: sqlite:///папка/файл.db</translation>
    </message>
    <message>
        <source>the name of a file is missing</source>
        <translation>не указано имя файла</translation>
    </message>
    <message>
        <source>it is not a valid address; special characters in the password are written as %XX, for instance @ as %40</source>
        <translation>это неправильный адрес; особые знаки в пароле пишутся как %XX, например @ как %40</translation>
    </message>
    <message>
        <source>the port must be a number from 1 to 65535</source>
        <translation>порт должен быть числом от 1 до 65535</translation>
    </message>
    <message>
        <source>the name of the database is missing</source>
        <translation>не указано имя базы данных</translation>
    </message>
    <message>
        <source>it must begin with postgresql:// or sqlite:///</source>
        <translation>он должен начинаться с postgresql:// или sqlite:///</translation>
    </message>
    <message>
        <source>Two changes of the database got in each other&apos;s way.</source>
        <translation>Два изменения базы помешали друг другу.</translation>
    </message>
    <message>
        <source>Please try again.</source>
        <translation>Попробуйте ещё раз.</translation>
    </message>
    <message>
        <source>Cancelled by an operator.</source>
        <translation>Отменено оператором.</translation>
    </message>
    <message>
        <source>minute</source>
        <translation>минута</translation>
    </message>
    <message>
        <source>hour</source>
        <translation>час</translation>
    </message>
    <message>
        <source>day of month</source>
        <translation>день месяца</translation>
    </message>
    <message>
        <source>month</source>
        <translation>месяц</translation>
    </message>
    <message>
        <source>day of week</source>
        <translation>день недели</translation>
    </message>
    <message>
        <source>&quot;%1&quot; is not a time table: it has %2 field(s), not five.</source>
        <translation>«%1» — не расписание: полей в нём %2, а не пять.</translation>
    </message>
    <message>
        <source>Write minute, hour, day of month, month and day of week, or @hourly, @daily, @weekly, @monthly, @yearly.</source>
        <translation>Укажите минуту, час, день месяца, месяц и день недели или @hourly, @daily, @weekly, @monthly, @yearly.</translation>
    </message>
    <message>
        <source>&quot;%1&quot; has six fields: time tables with seconds are not supported.</source>
        <translation>В «%1» шесть полей: расписания с секундами не поддерживаются.</translation>
    </message>
    <message>
        <source>Leave out the seconds; the finest step is a minute.</source>
        <translation>Уберите секунды: самый мелкий шаг — минута.</translation>
    </message>
    <message>
        <source>In &quot;%1&quot; the %2 &quot;%3&quot; is not understood.</source>
        <translation>В «%1» непонятно поле «%2»: «%3».</translation>
    </message>
    <message>
        <source>Numbers are %4; write lists as 1,2, ranges as 1-5, steps as */5.</source>
        <translation>Числа — %4; списки пишутся как 1,2, диапазоны — 1-5, шаги — */5.</translation>
    </message>
    <message>
        <source>A time table may have %1 characters at most.</source>
        <translation>В расписании может быть не больше %1 символов.</translation>
    </message>
    <message>
        <source>&quot;%1&quot; never comes: no month has such a day.</source>
        <translation>«%1» не наступит никогда: такого дня нет ни в одном из этих месяцев.</translation>
    </message>
    <message>
        <source>Check the day of month and the month.</source>
        <translation>Проверьте день месяца и месяц.</translation>
    </message>
    <message>
        <source>The time zone &quot;%1&quot; is not known.</source>
        <translation>Часовой пояс «%1» неизвестен.</translation>
    </message>
    <message>
        <source>Write it like Europe/Berlin or UTC.</source>
        <translation>Пишите, например, Europe/Moscow или UTC.</translation>
    </message>
    <message>
        <source>There is no schedule &quot;%1&quot;.</source>
        <translation>Расписания «%1» нет.</translation>
    </message>
    <message>
        <source>There is a schedule &quot;%1&quot; already.</source>
        <translation>Расписание «%1» уже есть.</translation>
    </message>
    <message>
        <source>Choose another name, or remove the old one first.</source>
        <translation>Выберите другое имя или сначала удалите прежнее.</translation>
    </message>
    <message>
        <source>&quot;%1&quot; cannot be the name of a schedule.</source>
        <translation>«%1» не годится как имя расписания.</translation>
    </message>
    <message>
        <source>Write 1 to 100 characters, not a number alone.</source>
        <translation>Укажите от 1 до 100 символов, не одно число.</translation>
    </message>
    <message>
        <source>A schedule&apos;s task cannot have: %1.</source>
        <translation>У задачи расписания не может быть: %1.</translation>
    </message>
    <message>
        <source>Every run of a schedule is a task of its own, made when it is due.</source>
        <translation>Каждый запуск расписания — отдельная задача, которая создаётся в свой срок.</translation>
    </message>
    <message>
        <source>%1 is locked by %2 until %3.</source>
        <translation>%1 занято: %2 держит блокировку до %3.</translation>
    </message>
    <message>
        <source>Wait, or free it with: pultctl locks cleanup --worker-id %2 --force.</source>
        <translation>Подождите или освободите: pultctl locks cleanup --worker-id %2 --force.</translation>
    </message>
    <message>
        <source>The lock of %1 is no longer held.</source>
        <translation>Блокировка %1 больше не удерживается.</translation>
    </message>
    <message>
        <source>A lock needs a %1.</source>
        <translation>У блокировки не указано: %1.</translation>
    </message>
    <message>
        <source>An operator freed what the worker %1 held.</source>
        <translation>Оператор освободил то, что держал исполнитель %1.</translation>
    </message>
    <message>
        <source>--force frees locks that are still held, so it needs a worker.</source>
        <translation>--force освобождает и ещё удерживаемые блокировки, поэтому нужен исполнитель.</translation>
    </message>
    <message>
        <source>Name it with --worker-id.</source>
        <translation>Укажите его через --worker-id.</translation>
    </message>
    <message>
        <source>%1 = &quot;%2&quot; is no limit of a queue.</source>
        <translation>%1 = «%2» — не ограничение очереди.</translation>
    </message>
    <message>
        <source>Write --concurrency as a number from 1 and --rate as starts/seconds, for instance 20/60; &quot;off&quot; takes a limit away.</source>
        <translation>Пишите --concurrency числом от 1, --rate — как запуски/секунды, например 20/60; «off» снимает ограничение.</translation>
    </message>
    <message>
        <source>The pause would end at %1, which is over.</source>
        <translation>Пауза кончилась бы в %1, а это время уже прошло.</translation>
    </message>
    <message>
        <source>Give a time to come.</source>
        <translation>Укажите время в будущем.</translation>
    </message>
    <message>
        <source>the queue %1 runs %2 of at most %3 tasks at once</source>
        <translation>очередь %1 выполняет %2 из %3 разрешённых одновременно задач</translation>
    </message>
    <message>
        <source>the queue %1 has started its %2 tasks in %3 s; the next may start at %4</source>
        <translation>очередь %1 уже начала свои задачи (%2 за %3 с); следующая может начаться в %4</translation>
    </message>
    <message>
        <source>runs on %1 since %2 %3</source>
        <translation>выполняется на %1 с %2 %3</translation>
    </message>
    <message>
        <source>is finished: %1</source>
        <translation>завершена: %1</translation>
    </message>
    <message>
        <source>was cut off while it published; an operator must say whether it is done</source>
        <translation>прервана во время публикации; оператор должен сказать, выполнена ли она</translation>
    </message>
    <message>
        <source>waits for a free worker: %1 of %2 are busy, %3 task(s) go before it</source>
        <translation>ждёт свободного исполнителя: занято %1 из %2, задач перед ней: %3</translation>
    </message>
    <message>
        <source>is about to start</source>
        <translation>вот-вот начнётся</translation>
    </message>
    <message>
        <source>the queue %1 is paused until %3: %2</source>
        <translation>очередь %1 на паузе до %3: %2</translation>
    </message>
    <message>
        <source>last error: %1</source>
        <translation>последняя ошибка: %1</translation>
    </message>
    <message>
        <source>Task %1: %2</source>
        <translation>Задача %1: %2</translation>
    </message>
    <message>
        <source>task %1: %2</source>
        <translation>задача %1: %2</translation>
    </message>
    <message>
        <source>There is no deleted task %1 to bring back.</source>
        <translation>Удалённой задачи %1, которую можно вернуть, нет.</translation>
    </message>
    <message>
        <source>Deleted tasks are kept for a day; see them with: pultctl tasks deleted.</source>
        <translation>Удалённые задачи хранятся сутки; список: pultctl tasks deleted.</translation>
    </message>
    <message>
        <source>There is no operation %1.</source>
        <translation>Операции %1 нет.</translation>
    </message>
    <message>
        <source>Operation %1 cannot be cancelled: it is %2.</source>
        <translation>Операцию %1 нельзя отменить: её состояние — %2.</translation>
    </message>
    <message>
        <source>Without a filter this would change every task there is.</source>
        <translation>Без отбора изменились бы все задачи до единой.</translation>
    </message>
    <message>
        <source>Say which tasks are meant, for instance by state, kind, queue or batch.</source>
        <translation>Укажите, какие задачи имеются в виду, например по состоянию, виду, очереди или пакету.</translation>
    </message>
    <message>
        <source>RETENTION_KINDS: &quot;%1&quot; is not understood.</source>
        <translation>RETENTION_KINDS: «%1» не понято.</translation>
    </message>
    <message>
        <source>Write kind:completed=seconds/number or kind:discarded=seconds/number, by comma.</source>
        <translation>Пишите вид:completed=секунды/число или вид:discarded=секунды/число, через запятую.</translation>
    </message>
    <message>
        <source>The callback of a batch cannot have: %1.</source>
        <translation>У завершающей задачи пакета не может быть: %1.</translation>
    </message>
    <message>
        <source>It waits for its batch alone and gets the outcome as &quot;batch&quot; in its payload.</source>
        <translation>Она ждёт только свой пакет и получает её итог в поле «batch» своих данных.</translation>
    </message>
    <message>
        <source>waits for the end of batch %1: %2 of %3 tasks have ended</source>
        <translation>ждёт конца пакета %1: закончено задач %2 из %3</translation>
    </message>
    <message>
        <source>%1 is left alone for %2 s: too many of the last calls to it failed, or an operator opened its breaker.</source>
        <translation>К %1 не обращаемся ещё %2 с: слишком много последних обращений не удалось, или предохранитель разомкнул оператор.</translation>
    </message>
    <message>
        <source>Waiting tasks go on by themselves and lose no attempt. See: pultctl breakers list.</source>
        <translation>Ожидающие задачи продолжатся сами и не потеряют попытку. Подробности: pultctl breakers list.</translation>
    </message>
    <message>
        <source>There is no breaker &quot;%1&quot;.</source>
        <translation>Предохранителя «%1» нет.</translation>
    </message>
    <message>
        <source>Breakers come into being by use. See: pultctl breakers list.</source>
        <translation>Предохранители появляются при первом обращении. Список: pultctl breakers list.</translation>
    </message>
    <message>
        <source>A breaker is opened by hand only with a reason and an end.</source>
        <translation>Вручную предохранитель размыкают только с указанием причины и срока.</translation>
    </message>
    <message>
        <source>Give --reason and --for, for instance --for 30m.</source>
        <translation>Укажите --reason и --for, например --for 30m.</translation>
    </message>
    <message>
        <source>The breaker %1 is not open: %2.</source>
        <translation>Предохранитель %1 не разомкнут: %2.</translation>
    </message>
    <message>
        <source>Only an open one can be tried at once.</source>
        <translation>Проверить сразу можно только разомкнутый.</translation>
    </message>
    <message>
        <source>%2 takes no more requests for %1 s.</source>
        <translation>%2 не принимает запросы ещё %1 с.</translation>
    </message>
    <message>
        <source>Too many requests to %2 are under way.</source>
        <translation>К %2 уже идёт слишком много запросов.</translation>
    </message>
    <message>
        <source>%1 answered with the status %2.</source>
        <translation>%1: ответ с кодом %2.</translation>
    </message>
    <message>
        <source>waits for %1: breaker open until %2</source>
        <translation>ждёт %1: предохранитель разомкнут до %2</translation>
    </message>
    <message>
        <source>waits for %1: it is being tried whether it is well again</source>
        <translation>ждёт %1: проверяется, работает ли снова</translation>
    </message>
    <message>
        <source>waits for %1: breaker opened by %3 until %2: %4</source>
        <translation>ждёт %1: предохранитель разомкнут до %2 (%3): %4</translation>
    </message>
    <message>
        <source>What the browsers of profiles use could not be written to %1: %2</source>
        <translation>Не удалось записать в %1, сколько занимают браузеры профилей: %2</translation>
    </message>
    <message>
        <source>Check the free space and the rights of the data folder.</source>
        <translation>Проверьте свободное место и права на папку данных.</translation>
    </message>
    <message>
        <source>%1 takes no tasks: Pult uses %2 MB of memory there, MEMORY_LIMIT_MB allows %3</source>
        <translation>%1 не берёт задачи: Pult занимает там %2 МБ памяти, MEMORY_LIMIT_MB разрешает %3</translation>
    </message>
    <message>
        <source>%1 starts no browsers: those that run use %2 MB of memory, BROWSER_MEMORY_LIMIT_MB allows %3</source>
        <translation>%1 не запускает браузеры: работающие занимают %2 МБ памяти, BROWSER_MEMORY_LIMIT_MB разрешает %3</translation>
    </message>
    <message>
        <source>%1 starts no browsers: %2 MB of its memory are free, %3 MB must stay free</source>
        <translation>%1 не запускает браузеры: свободно %2 МБ памяти, должно оставаться %3 МБ</translation>
    </message>
    <message>
        <source>the disk of %1 is nearly full: %2 MB are free, %3 MB are needed</source>
        <translation>диск узла %1 почти заполнен: свободно %2 МБ, нужно %3 МБ</translation>
    </message>
    <message>
        <source>%1 takes no tasks: %2 files are open there, at most %3 may be</source>
        <translation>%1 не берёт задачи: там открыто файлов: %2, допустимо не больше %3</translation>
    </message>
    <message>
        <source>%1 starts no browsers: its processors have been busy at %2 % for a minute</source>
        <translation>%1 не запускает браузеры: его процессоры минуту заняты на %2 %</translation>
    </message>
    <message>
        <source>%1 has no room for the next browser (%2): it needs about %3 MB, %4 MB are left</source>
        <translation>на %1 нет места для следующего браузера (%2): ему нужно около %3 МБ, осталось %4 МБ</translation>
    </message>
    <message>
        <source>Somebody closed it, or it crashed: often the computer lacks memory. The task tries again by itself.</source>
        <translation>Его кто-то закрыл, или он упал: часто компьютеру не хватает памяти. Задача повторится сама.</translation>
    </message>
    <message>
        <source>The browser said nothing for %3 s during step %1 (%2).</source>
        <translation>Браузер молчал %3 с на шаге %1 (%2).</translation>
    </message>
    <message>
        <source>It hangs, or the computer is overloaded; it was stopped. Lower MAX_CONCURRENT_TASKS if this happens often.</source>
        <translation>Он завис, или компьютер перегружен; браузер остановлен. Если это случается часто, уменьшите MAX_CONCURRENT_TASKS.</translation>
    </message>
    <message>
        <source>Often the computer lacks memory. The last requests before it stand in the attempt&apos;s flight.json.</source>
        <translation>Часто компьютеру не хватает памяти. Последние запросы перед этим записаны во flight.json попытки.</translation>
    </message>
    <message>
        <source>The page did nothing for %3 s during step %1 (%2).</source>
        <translation>Страница не отвечала %3 с на шаге %1 (%2).</translation>
    </message>
    <message>
        <source>A script of the page runs without end, or the computer is overloaded. See the attempt&apos;s flight.json.</source>
        <translation>Скрипт страницы зациклился, или компьютер перегружен. Смотрите flight.json попытки.</translation>
    </message>
    <message>
        <source>The page opens one dialog after the other during step %1 (%2): %3</source>
        <translation>Страница открывает одно окно за другим на шаге %1 (%2): %3</translation>
    </message>
    <message>
        <source>Open the profile by hand and see what the site wants.</source>
        <translation>Откройте профиль вручную и посмотрите, чего хочет сайт.</translation>
    </message>
    <message>
        <source>The disk of %1 has %2 MB left; a browser needs at least %3 MB.</source>
        <translation>На диске с %1 осталось %2 МБ; браузеру нужно не меньше %3 МБ.</translation>
    </message>
    <message>
        <source>Make room; the tasks wait without using an attempt.</source>
        <translation>Освободите место; задачи ждут, попытки не тратятся.</translation>
    </message>
    <message>
        <source>The profile&apos;s proxy %1 is not to be reached: %2.</source>
        <translation>Прокси профиля %1 недоступен: %2.</translation>
    </message>
    <message>
        <source>Check it at its seller, or give the profile another one; the task waits without using an attempt.</source>
        <translation>Проверьте его у продавца или дайте профилю другой; задача ждёт, попытка не тратится.</translation>
    </message>
    <message>
        <source>The profile&apos;s proxy %1 does not answer within %2 s.</source>
        <translation>Прокси профиля %1 не отвечает в течение %2 с.</translation>
    </message>
    <message>
        <source>The profile&apos;s proxy %1 refuses its user and password.</source>
        <translation>Прокси профиля %1 не принимает логин и пароль.</translation>
    </message>
    <message>
        <source>Correct them in the profile, or pay the proxy; the task waits without using an attempt.</source>
        <translation>Исправьте их в профиле или оплатите прокси; задача ждёт, попытка не тратится.</translation>
    </message>
    <message>
        <source>At %1 something answers that is no %2 proxy.</source>
        <translation>По адресу %1 отвечает что-то другое, а не прокси %2.</translation>
    </message>
    <message>
        <source>Check the kind and the port of the profile&apos;s proxy.</source>
        <translation>Проверьте тип и порт прокси профиля.</translation>
    </message>
    <message>
        <source>The folder or drive %1 with the media is not there.</source>
        <translation>Папка или диск %1 с медиафайлами недоступны.</translation>
    </message>
    <message>
        <source>Connect it; the tasks wait without using an attempt.</source>
        <translation>Подключите их; задачи ждут, попытки не тратятся.</translation>
    </message>
    <message>
        <source>The file %1 had %2 bytes when the upload was made and has %3 now.</source>
        <translation>Размер файла %1 при создании загрузки был %2 байт, а теперь %3.</translation>
    </message>
    <message>
        <source>If the new file is meant, make the upload anew.</source>
        <translation>Если нужен новый файл, создайте загрузку заново.</translation>
    </message>
    <message>
        <source>waits for Dolphin</source>
        <translation>ждёт Dolphin</translation>
    </message>
    <message>
        <source>waits for a browser</source>
        <translation>ждёт браузер</translation>
    </message>
    <message>
        <source>waits for the proxy %1</source>
        <translation>ждёт прокси %1</translation>
    </message>
    <message>
        <source>waits for room on the disk</source>
        <translation>ждёт места на диске</translation>
    </message>
    <message>
        <source>waits for the folder or drive %1</source>
        <translation>ждёт папку или диск %1</translation>
    </message>
    <message>
        <source>waits for the profile %1, which is open elsewhere</source>
        <translation>ждёт профиль %1, открытый в другом месте</translation>
    </message>
    <message>
        <source>waits for a node with the browser provider %1</source>
        <translation>ждёт узел с поставщиком браузеров %1</translation>
    </message>
    <message numerus="yes">
        <source>%n task(s) wait for Dolphin</source>
        <translation>
            <numerusform>%n задача ждёт Dolphin</numerusform>
            <numerusform>%n задачи ждут Dolphin</numerusform>
            <numerusform>%n задач ждут Dolphin</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n task(s) wait for a browser</source>
        <translation>
            <numerusform>%n задача ждёт браузер</numerusform>
            <numerusform>%n задачи ждут браузер</numerusform>
            <numerusform>%n задач ждут браузер</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n task(s) wait for a proxy</source>
        <translation>
            <numerusform>%n задача ждёт прокси</numerusform>
            <numerusform>%n задачи ждут прокси</numerusform>
            <numerusform>%n задач ждут прокси</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n task(s) wait for room on the disk</source>
        <translation>
            <numerusform>%n задача ждёт места на диске</numerusform>
            <numerusform>%n задачи ждут места на диске</numerusform>
            <numerusform>%n задач ждут места на диске</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n task(s) wait for a folder with media</source>
        <translation>
            <numerusform>%n задача ждёт папку с медиафайлами</numerusform>
            <numerusform>%n задачи ждут папку с медиафайлами</numerusform>
            <numerusform>%n задач ждут папку с медиафайлами</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n task(s) wait until %1 is asked again</source>
        <translation>
            <numerusform>%n задача ждёт, пока снова можно обратиться к %1</numerusform>
            <numerusform>%n задачи ждут, пока снова можно обратиться к %1</numerusform>
            <numerusform>%n задач ждут, пока снова можно обратиться к %1</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n task(s) wait for a profile that is open elsewhere</source>
        <translation>
            <numerusform>%n задача ждёт профиль, открытый в другом месте</numerusform>
            <numerusform>%n задачи ждут профиль, открытый в другом месте</numerusform>
            <numerusform>%n задач ждут профиль, открытый в другом месте</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n task(s) wait for a node with their browsers</source>
        <translation>
            <numerusform>%n задача ждёт узел с их браузерами</numerusform>
            <numerusform>%n задачи ждут узел с их браузерами</numerusform>
            <numerusform>%n задач ждут узел с их браузерами</numerusform>
        </translation>
    </message>
    <message>
        <source>There is no node %1.</source>
        <translation>Узла %1 нет.</translation>
    </message>
    <message>
        <source>See all of them with: pultctl nodes list.</source>
        <translation>Все узлы показывает pultctl nodes list.</translation>
    </message>
    <message>
        <source>More than one node is called %1.</source>
        <translation>Имя %1 носят несколько узлов.</translation>
    </message>
    <message>
        <source>Give its id instead; pultctl --json nodes list shows it.</source>
        <translation>Укажите вместо имени идентификатор: его показывает pultctl --json nodes list.</translation>
    </message>
    <message>
        <source>The node %1 does not run (%2), last seen %3.</source>
        <translation>Узел %1 не работает (%2), последний раз замечен %3.</translation>
    </message>
    <message>
        <source>The node %1 has no worker %2.</source>
        <translation>У узла %1 нет исполнителя %2.</translation>
    </message>
    <message>
        <source>A single worker cannot be told to %1.</source>
        <translation>Отдельному исполнителю нельзя дать команду %1.</translation>
    </message>
    <message>
        <source>Workers can be drained and resumed.</source>
        <translation>Исполнителя можно остановить (drain) и вернуть к работе (resume).</translation>
    </message>
    <message>
        <source>No node was asked for anything under the number %1.</source>
        <translation>Команды узлу с номером %1 нет.</translation>
    </message>
    <message>
        <source>The node %1 belongs to a window and is not restarted from elsewhere.</source>
        <translation>Узел %1 работает в окне, извне его не перезапускают.</translation>
    </message>
    <message>
        <source>Close and open Pult on that computer.</source>
        <translation>Закройте и откройте Pult на том компьютере.</translation>
    </message>
    <message>
        <source>The worker %1 did not answer any more while it ran the task, and was replaced.</source>
        <translation>Исполнитель %1 перестал отвечать во время работы над задачей и был заменён.</translation>
    </message>
    <message>
        <source>If it happens again, report it with the log.</source>
        <translation>Если это повторится, сообщите о нём, приложив журнал.</translation>
    </message>
    <message>
        <source>There was not enough memory to run %1.</source>
        <translation>Не хватило памяти, чтобы выполнить %1.</translation>
    </message>
    <message>
        <source>Close other programs, or lower WORKERS_COUNT and MAX_CONCURRENT_TASKS.</source>
        <translation>Закройте другие программы или уменьшите WORKERS_COUNT и MAX_CONCURRENT_TASKS.</translation>
    </message>
    <message>
        <source>The node could not tell whether the task still was its own, so it did not go on; the task goes back to waiting without using an attempt.</source>
        <translation>Узел не был уверен, что задача всё ещё его, и не стал продолжать; задача снова ждёт, попытка не потрачена.</translation>
    </message>
    <message>
        <source>The computer slept, or the database was away for longer than TASK_LEASE_SECS.</source>
        <translation>Компьютер спал, или базы не было дольше, чем TASK_LEASE_SECS.</translation>
    </message>
    <message>
        <source>The database was away when the task was about to publish, so it did not; the task goes back to waiting without using an attempt.</source>
        <translation>Перед самой публикацией базы не было, поэтому задача не публиковала; она снова ждёт, попытка не потрачена.</translation>
    </message>
    <message>
        <source>Too many open files: no browser could be started for %1.</source>
        <translation>Слишком много открытых файлов: браузер для %1 не запустить.</translation>
    </message>
    <message>
        <source>Raise the limit on open files of Pult (LimitNOFILE= of its service), or run fewer tasks at once.</source>
        <translation>Поднимите для Pult предел открытых файлов (LimitNOFILE= службы) или выполняйте меньше задач сразу.</translation>
    </message>
    <message>
        <source>%1 takes no more tasks; running: %2.</source>
        <translation>%1 больше не берёт задач; выполняется: %2.</translation>
    </message>
    <message>
        <source>%1 takes tasks again.</source>
        <translation>%1 снова берёт задачи.</translation>
    </message>
    <message>
        <source>%1 takes no more tasks and ends when nothing runs any more; running: %2.</source>
        <translation>%1 больше не берёт задач и завершится, когда выполнятся взятые; выполняется: %2.</translation>
    </message>
    <message>
        <source>%1 takes no more tasks and restarts when nothing runs any more; running: %2.</source>
        <translation>%1 больше не берёт задач и перезапустится, когда выполнятся взятые; выполняется: %2.</translation>
    </message>
    <message>
        <source>Worker %2 of %1 takes no more tasks.</source>
        <translation>Исполнитель %2 узла %1 больше не берёт задач.</translation>
    </message>
    <message>
        <source>Worker %2 of %1 takes tasks again.</source>
        <translation>Исполнитель %2 узла %1 снова берёт задачи.</translation>
    </message>
    <message>
        <source>node %1 is draining</source>
        <translation>узел %1 не берёт новых задач</translation>
    </message>
    <message numerus="yes">
        <source>%n task(s) run on</source>
        <translation>
            <numerusform>%n задача продолжает работу</numerusform>
            <numerusform>%n задачи продолжают работу</numerusform>
            <numerusform>%n задач продолжают работу</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n end(s) of tasks wait to be written</source>
        <translation>
            <numerusform>%n итог ждёт записи</numerusform>
            <numerusform>%n итога ждут записи</numerusform>
            <numerusform>%n итогов ждут записи</numerusform>
        </translation>
    </message>
    <message>
        <source>The node has been without the database since %1: %2, %3. Nothing is lost.</source>
        <translation>Узел без базы с %1: %2, %3. Ничего не потеряно.</translation>
    </message>
    <message>
        <source>Uploads can be spread over %1 days at most.</source>
        <translation>Загрузки можно растянуть не более чем на %1 дней.</translation>
    </message>
    <message>
        <source>A draft is spread over a time only from a time on.</source>
        <translation>Черновик растягивают по времени только начиная с указанного времени.</translation>
    </message>
    <message>
        <source>Say when the first upload begins, or create it without draft.</source>
        <translation>Укажите, когда начнётся первая загрузка, или создайте без черновика.</translation>
    </message>
    <message>
        <source>%1 is no template of a bulk upload.</source>
        <translation>%1 — не шаблон массовой загрузки.</translation>
    </message>
    <message>
        <source>The template %1 cannot be read: %2.</source>
        <translation>Шаблон %1 не читается: %2.</translation>
    </message>
    <message>
        <source>The template was not saved to %1: %2.</source>
        <translation>Шаблон не сохранён в %1: %2.</translation>
    </message>
    <message>
        <source>Choose another place.</source>
        <translation>Выберите другое место.</translation>
    </message>
    <message>
        <source>The flow %1 cannot be read: %2.</source>
        <translation>Сценарий %1 не читается: %2.</translation>
    </message>
    <message>
        <source>The flow was not saved to %1: %2.</source>
        <translation>Сценарий не сохранён в %1: %2.</translation>
    </message>
    <message>
        <source>Choose another place; nothing of the flow is lost while its window is open.</source>
        <translation>Выберите другое место; пока окно сценария открыто, ничего не потеряно.</translation>
    </message>
</context>
<context>
    <name>pult::Ctl</name>
    <message>
        <source>error: %1</source>
        <translation>ошибка: %1</translation>
    </message>
    <message>
        <source>note: %1</source>
        <translation>замечание: %1</translation>
    </message>
    <message numerus="yes">
        <source>%1: %n step(s).</source>
        <translation>
            <numerusform>%1: %n шаг.</numerusform>
            <numerusform>%1: %n шага.</numerusform>
            <numerusform>%1: %n шагов.</numerusform>
        </translation>
    </message>
    <message>
        <source>Needs: %1</source>
        <translation>Нужны значения: %1</translation>
    </message>
    <message>
        <source>ID</source>
        <translation>№</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Имя</translation>
    </message>
    <message>
        <source>Status</source>
        <translation>Статус</translation>
    </message>
    <message>
        <source>Running</source>
        <translation>Идут</translation>
    </message>
    <message>
        <source>Tags</source>
        <translation>Теги</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>Примечание</translation>
    </message>
    <message>
        <source>yes</source>
        <translation>да</translation>
    </message>
    <message>
        <source>No profiles yet. One comes into being when a task names it.</source>
        <translation>Профилей пока нет. Профиль появится, когда его назовёт задача.</translation>
    </message>
    <message>
        <source>Queue</source>
        <translation>Очередь</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Состояние</translation>
    </message>
    <message>
        <source>Waiting</source>
        <translation>Ждут</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>Сбои</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>Причина</translation>
    </message>
    <message>
        <source>paused</source>
        <translation>на паузе</translation>
    </message>
    <message>
        <source>open</source>
        <translation>открыта</translation>
    </message>
    <message>
        <source>No queues yet. They come into being by use.</source>
        <translation>Очередей пока нет. Они появляются при первой задаче.</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>Вид</translation>
    </message>
    <message>
        <source>Key</source>
        <translation>Ключ</translation>
    </message>
    <message>
        <source>Task</source>
        <translation>Задача</translation>
    </message>
    <message>
        <source>Worker</source>
        <translation>Исполнитель</translation>
    </message>
    <message>
        <source>Since</source>
        <translation>С</translation>
    </message>
    <message>
        <source>Until</source>
        <translation>До</translation>
    </message>
    <message>
        <source>No locks: nothing is running.</source>
        <translation>Блокировок нет: ничего не выполняется.</translation>
    </message>
    <message>
        <source>Node</source>
        <translation>Узел</translation>
    </message>
    <message>
        <source>Workers</source>
        <translation>Исполнители</translation>
    </message>
    <message>
        <source>Version</source>
        <translation>Версия</translation>
    </message>
    <message>
        <source>Seen</source>
        <translation>Виден</translation>
    </message>
    <message>
        <source>%1 ago</source>
        <translation>%1 назад</translation>
    </message>
    <message>
        <source>No node has used this database yet. Start one: pult --service</source>
        <translation>С этой базой ещё не работал ни один узел. Запустите его: pult --service</translation>
    </message>
    <message>
        <source>Profile</source>
        <translation>Профиль</translation>
    </message>
    <message>
        <source>Attempt</source>
        <translation>Попытка</translation>
    </message>
    <message>
        <source>Age</source>
        <translation>Возраст</translation>
    </message>
    <message>
        <source>Progress or reason</source>
        <translation>Ход или причина</translation>
    </message>
    <message>
        <source>No tasks.</source>
        <translation>Задач нет.</translation>
    </message>
    <message>
        <source>More with: --after %1</source>
        <translation>Дальше: --after %1</translation>
    </message>
    <message>
        <source>Tasks</source>
        <translation>Задачи</translation>
    </message>
    <message numerus="yes">
        <source>finished after %n attempt(s)</source>
        <translation>
            <numerusform>закончены за %n попытку</numerusform>
            <numerusform>закончены за %n попытки</numerusform>
            <numerusform>закончены за %n попыток</numerusform>
        </translation>
    </message>
    <message>
        <source>outcome unknown</source>
        <translation>исход неизвестен</translation>
    </message>
    <message>
        <source>%1 s</source>
        <translation>%1 с</translation>
    </message>
    <message>
        <source>%1 min</source>
        <translation>%1 мин</translation>
    </message>
    <message>
        <source>%1 h</source>
        <translation>%1 ч</translation>
    </message>
    <message>
        <source>%1 d</source>
        <translation>%1 д</translation>
    </message>
    <message>
        <source>Task %1: %2, %3</source>
        <translation>Задача %1: %2, %3</translation>
    </message>
    <message>
        <source>queue</source>
        <translation>очередь</translation>
    </message>
    <message>
        <source>priority %1</source>
        <translation>приоритет %1</translation>
    </message>
    <message>
        <source>profile</source>
        <translation>профиль</translation>
    </message>
    <message>
        <source>node</source>
        <translation>узел</translation>
    </message>
    <message>
        <source>batch</source>
        <translation>пакет</translation>
    </message>
    <message>
        <source>attempts</source>
        <translation>попытки</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 из %2</translation>
    </message>
    <message>
        <source>created</source>
        <translation>создана</translation>
    </message>
    <message>
        <source>runs at</source>
        <translation>запуск</translation>
    </message>
    <message>
        <source>started</source>
        <translation>начата</translation>
    </message>
    <message>
        <source>finished</source>
        <translation>закончена</translation>
    </message>
    <message>
        <source>worker</source>
        <translation>исполнитель</translation>
    </message>
    <message>
        <source>now</source>
        <translation>сейчас</translation>
    </message>
    <message>
        <source>waits</source>
        <translation>ждёт</translation>
    </message>
    <message>
        <source>error</source>
        <translation>ошибка</translation>
    </message>
    <message>
        <source>payload</source>
        <translation>данные</translation>
    </message>
    <message>
        <source>attempt %1</source>
        <translation>попытка %1</translation>
    </message>
    <message>
        <source>kept</source>
        <translation>сохранено</translation>
    </message>
    <message>
        <source>%1, %2 bytes</source>
        <translation>%1, %2 байт</translation>
    </message>
    <message>
        <source>%1 of %2 completed, %3 failed, %4 cancelled</source>
        <translation>выполнено %1 из %2, с ошибкой %3, отменено %4</translation>
    </message>
    <message>
        <source>Batch %1: %2, %3</source>
        <translation>Пакет %1: %2, %3</translation>
    </message>
    <message>
        <source>tasks: %1</source>
        <translation>задачи: %1</translation>
    </message>
    <message>
        <source>Idle: %1 completed, %2 failed.</source>
        <translation>Всё сделано: выполнено %1, с ошибкой %2.</translation>
    </message>
    <message>
        <source>Still busy: %1 completed, %2 failed so far.</source>
        <translation>Ещё работает: выполнено %1, с ошибкой %2.</translation>
    </message>
    <message>
        <source>At once</source>
        <translation>Одновременно</translation>
    </message>
    <message>
        <source>Rate</source>
        <translation>Темп</translation>
    </message>
    <message>
        <source>Nothing to free.</source>
        <translation>Освобождать нечего.</translation>
    </message>
    <message>
        <source>skipped, the one before was not finished</source>
        <translation>пропущено: предыдущая ещё не завершилась</translation>
    </message>
    <message>
        <source>task %1</source>
        <translation>задача %1</translation>
    </message>
    <message>
        <source>Schedule %1: %2 (%3)</source>
        <translation>Расписание %1: %2 (%3)</translation>
    </message>
    <message>
        <source>next: %1</source>
        <translation>далее: %1</translation>
    </message>
    <message>
        <source>Schedule</source>
        <translation>Расписание</translation>
    </message>
    <message>
        <source>Times</source>
        <translation>Когда</translation>
    </message>
    <message>
        <source>Time zone</source>
        <translation>Часовой пояс</translation>
    </message>
    <message>
        <source>Next</source>
        <translation>Следующий</translation>
    </message>
    <message>
        <source>Last</source>
        <translation>Последний</translation>
    </message>
    <message>
        <source>No schedules yet. Add one: pultctl schedules add</source>
        <translation>Расписаний пока нет. Добавить: pultctl schedules add</translation>
    </message>
    <message>
        <source>done</source>
        <translation>готово</translation>
    </message>
    <message>
        <source>cancelled</source>
        <translation>отменено</translation>
    </message>
    <message>
        <source>running</source>
        <translation>идёт</translation>
    </message>
    <message>
        <source>Operation %1: %2, %3</source>
        <translation>Операция %1: %2, %3</translation>
    </message>
    <message>
        <source>%1 of %2 tasks changed, %3 refused</source>
        <translation>изменено задач %1 из %2, отказано %3</translation>
    </message>
    <message>
        <source>Operation</source>
        <translation>Операция</translation>
    </message>
    <message>
        <source>Filter</source>
        <translation>Отбор</translation>
    </message>
    <message>
        <source>Changed</source>
        <translation>Изменено</translation>
    </message>
    <message>
        <source>Refused</source>
        <translation>Отказано</translation>
    </message>
    <message>
        <source>By</source>
        <translation>Кто</translation>
    </message>
    <message>
        <source>No operations over many tasks yet.</source>
        <translation>Операций над многими задачами ещё не было.</translation>
    </message>
    <message numerus="yes">
        <source>%n task(s) match.</source>
        <translation>
            <numerusform>Подходит %n задача.</numerusform>
            <numerusform>Подходят %n задачи.</numerusform>
            <numerusform>Подходят %n задач.</numerusform>
        </translation>
    </message>
    <message>
        <source>Deleted by</source>
        <translation>Кто удалил</translation>
    </message>
    <message>
        <source>Deleted</source>
        <translation>Удалена</translation>
    </message>
    <message>
        <source>Nothing was deleted within a day.</source>
        <translation>За сутки ничего не удаляли.</translation>
    </message>
    <message>
        <source>then: task %1</source>
        <translation>затем: задача %1</translation>
    </message>
    <message>
        <source>half-open</source>
        <translation>проверяется</translation>
    </message>
    <message>
        <source>forced open</source>
        <translation>разомкнут вручную</translation>
    </message>
    <message>
        <source>%1 %</source>
        <translation>%1 %</translation>
    </message>
    <message>
        <source>Breaker</source>
        <translation>Предохранитель</translation>
    </message>
    <message>
        <source>Computer</source>
        <translation>Компьютер</translation>
    </message>
    <message>
        <source>Calls/min</source>
        <translation>Вызовов/мин</translation>
    </message>
    <message>
        <source>Failing</source>
        <translation>Неудачных</translation>
    </message>
    <message>
        <source>Slow</source>
        <translation>Медленных</translation>
    </message>
    <message>
        <source>Turned away</source>
        <translation>Не пропущено</translation>
    </message>
    <message>
        <source>Trips in 24 h</source>
        <translation>Срабатываний за 24 ч</translation>
    </message>
    <message>
        <source>No breakers yet. One comes into being with the first call to what it guards.</source>
        <translation>Предохранителей пока нет. Они появляются при первом обращении к тому, что защищают.</translation>
    </message>
    <message>
        <source>closed</source>
        <comment>breaker</comment>
        <translation>замкнут</translation>
    </message>
    <message>
        <source>open</source>
        <comment>breaker</comment>
        <translation>разомкнут</translation>
    </message>
    <message>
        <source>disabled</source>
        <comment>breaker</comment>
        <translation>отключён</translation>
    </message>
    <message>
        <source>Memory</source>
        <translation>Память</translation>
    </message>
    <message>
        <source>CPU</source>
        <translation>Процессор</translation>
    </message>
    <message>
        <source>last good run</source>
        <translation>последний удачный запуск</translation>
    </message>
    <message>
        <source>%1 ms in task %2, %3</source>
        <translation>%1 мс в задаче %2, %3</translation>
    </message>
    <message>
        <source>%1, %2 down</source>
        <translation>%1, не работает %2</translation>
    </message>
    <message>
        <source>Asked for; the node has not answered yet.</source>
        <translation>Команда отдана, узел ещё не ответил.</translation>
    </message>
</context>
<context>
    <name>pult::FlowStepText</name>
    <message>
        <source>Open address</source>
        <translation>Открыть адрес</translation>
    </message>
    <message>
        <source>Click</source>
        <translation>Щелчок</translation>
    </message>
    <message>
        <source>Double click</source>
        <translation>Двойной щелчок</translation>
    </message>
    <message>
        <source>Point at</source>
        <translation>Навести</translation>
    </message>
    <message>
        <source>Fill in</source>
        <translation>Заполнить</translation>
    </message>
    <message>
        <source>Press key</source>
        <translation>Нажать клавишу</translation>
    </message>
    <message>
        <source>Release key</source>
        <translation>Отпустить клавишу</translation>
    </message>
    <message>
        <source>Scroll</source>
        <translation>Прокрутить</translation>
    </message>
    <message>
        <source>Close tab</source>
        <translation>Закрыть вкладку</translation>
    </message>
    <message>
        <source>Window size</source>
        <translation>Размер окна</translation>
    </message>
    <message>
        <source>Network speed</source>
        <translation>Скорость сети</translation>
    </message>
    <message>
        <source>Wait for element</source>
        <translation>Дождаться элемента</translation>
    </message>
    <message>
        <source>Wait for expression</source>
        <translation>Дождаться выражения</translation>
    </message>
    <message>
        <source>Choose files</source>
        <translation>Выбрать файлы</translation>
    </message>
    <message>
        <source>Screenshot</source>
        <translation>Снимок</translation>
    </message>
    <message>
        <source>Check text</source>
        <translation>Проверить текст</translation>
    </message>
    <message>
        <source>Wait for address</source>
        <translation>Дождаться адреса</translation>
    </message>
    <message>
        <source>visible</source>
        <translation>виден</translation>
    </message>
    <message>
        <source>hidden</source>
        <translation>скрыт</translation>
    </message>
</context>
<context>
    <name>pult::HumanText</name>
    <message>
        <source>%1 s</source>
        <translation>%1 с</translation>
    </message>
    <message>
        <source>%1 min %2 s</source>
        <translation>%1 мин %2 с</translation>
    </message>
    <message>
        <source>%1 min</source>
        <translation>%1 мин</translation>
    </message>
    <message>
        <source>%1 h</source>
        <translation>%1 ч</translation>
    </message>
    <message>
        <source>%1 h %2 min</source>
        <translation>%1 ч %2 мин</translation>
    </message>
    <message numerus="yes">
        <source>%n day(s)</source>
        <translation>
            <numerusform>%n день</numerusform>
            <numerusform>%n дня</numerusform>
            <numerusform>%n дней</numerusform>
        </translation>
    </message>
    <message>
        <source>in %1</source>
        <translation>через %1</translation>
    </message>
    <message>
        <source>just now</source>
        <translation>только что</translation>
    </message>
    <message>
        <source>%1 ago</source>
        <translation>%1 назад</translation>
    </message>
    <message>
        <source>%1 B</source>
        <translation>%1 Б</translation>
    </message>
    <message>
        <source>%1 KB</source>
        <translation>%1 КБ</translation>
    </message>
    <message>
        <source>%1 MB</source>
        <translation>%1 МБ</translation>
    </message>
    <message>
        <source>%1 GB</source>
        <translation>%1 ГБ</translation>
    </message>
    <message>
        <source>%1 %</source>
        <translation>%1 %</translation>
    </message>
    <message>
        <source>outcome unknown</source>
        <translation>исход неизвестен</translation>
    </message>
    <message>
        <source>unknown</source>
        <extracomment>state of a task whose outcome nobody knows
----------
outcome of a run that was cut off while it published</extracomment>
        <translation>неизвестно</translation>
    </message>
    <message>
        <source>draft</source>
        <extracomment>state of a task</extracomment>
        <translation>черновик</translation>
    </message>
    <message>
        <source>scheduled</source>
        <extracomment>state of a task</extracomment>
        <translation>по плану</translation>
    </message>
    <message>
        <source>waiting</source>
        <extracomment>state of a task</extracomment>
        <translation>ждёт</translation>
    </message>
    <message>
        <source>running</source>
        <extracomment>state of a task</extracomment>
        <translation>идёт</translation>
    </message>
    <message>
        <source>will retry</source>
        <extracomment>state of a task</extracomment>
        <translation>повторит</translation>
    </message>
    <message>
        <source>completed</source>
        <extracomment>state of a task</extracomment>
        <translation>готово</translation>
    </message>
    <message>
        <source>failed</source>
        <extracomment>state of a task</extracomment>
        <translation>сбой</translation>
    </message>
    <message>
        <source>cancelled</source>
        <extracomment>state of a task</extracomment>
        <translation>отменено</translation>
    </message>
    <message>
        <source>bulk upload</source>
        <translation>загрузка</translation>
    </message>
    <message>
        <source>browser flow</source>
        <translation>сценарий</translation>
    </message>
    <message>
        <source>HTTP request</source>
        <translation>запрос HTTP</translation>
    </message>
    <message>
        <source>failed for good</source>
        <translation>окончательный сбой</translation>
    </message>
    <message>
        <source>put back to wait</source>
        <translation>отложено</translation>
    </message>
    <message>
        <source>interrupted</source>
        <translation>прервано</translation>
    </message>
    <message>
        <source>working</source>
        <translation>работает</translation>
    </message>
    <message>
        <source>draining</source>
        <translation>завершает</translation>
    </message>
    <message>
        <source>stopped</source>
        <translation>остановлен</translation>
    </message>
    <message>
        <source>late</source>
        <translation>опаздывает</translation>
    </message>
    <message>
        <source>not answering</source>
        <translation>не отвечает</translation>
    </message>
    <message>
        <source>done</source>
        <translation>готово</translation>
    </message>
    <message>
        <source>skipped</source>
        <translation>пропущен</translation>
    </message>
    <message>
        <source>debug</source>
        <translation>отладка</translation>
    </message>
    <message>
        <source>info</source>
        <translation>сведения</translation>
    </message>
    <message>
        <source>warning</source>
        <translation>внимание</translation>
    </message>
    <message>
        <source>error</source>
        <translation>ошибка</translation>
    </message>
    <message>
        <source>fatal</source>
        <translation>авария</translation>
    </message>
    <message>
        <source>step %1 of %2</source>
        <translation>шаг %1 из %2</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <comment>step 1 of 2, type</comment>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>checking</source>
        <translation>проверка</translation>
    </message>
    <message>
        <source>starting the browser</source>
        <translation>запускается браузер</translation>
    </message>
    <message>
        <source>starting again in %1 s</source>
        <translation>повторный запуск через %1 с</translation>
    </message>
    <message>
        <source>%1 · %2</source>
        <comment>percent, stage</comment>
        <translation>%1 · %2</translation>
    </message>
    <message>
        <source>local Chrome</source>
        <translation>локальный Chrome</translation>
    </message>
    <message>
        <source>Waits for profile %1, which task %2 is using.</source>
        <translation>Ждёт профиль %1: он занят задачей %2.</translation>
    </message>
    <message>
        <source>Waits for “%1”, which task %2 holds.</source>
        <translation>Ждёт «%1»: занято задачей %2.</translation>
    </message>
    <message>
        <source>Waits for computer %1, which has not been seen yet.</source>
        <translation>Ждёт компьютер %1: его ещё не было видно.</translation>
    </message>
    <message>
        <source>Waits for computer %1, last seen %2.</source>
        <translation>Ждёт компьютер %1, последний раз он был виден %2.</translation>
    </message>
    <message>
        <source>Queue %1 is paused.</source>
        <translation>Очередь %1 приостановлена.</translation>
    </message>
    <message>
        <source>Queue %1 is paused: %2</source>
        <translation>Очередь %1 приостановлена: %2</translation>
    </message>
    <message>
        <source>Planned for %1.</source>
        <translation>Запланирована на %1.</translation>
    </message>
    <message>
        <source>The next attempt starts at %1.</source>
        <translation>Следующая попытка начнётся %1.</translation>
    </message>
    <message>
        <source>Waits until these tasks are completed: %1.</source>
        <translation>Ждёт, пока выполнятся задачи: %1.</translation>
    </message>
    <message>
        <source>A draft: it runs after its batch is started.</source>
        <translation>Черновик: выполнится после запуска пакета.</translation>
    </message>
    <message>
        <source>Waits for a free worker.</source>
        <translation>Ждёт свободного исполнителя.</translation>
    </message>
    <message>
        <source>Waits (%1).</source>
        <translation>Ждёт (%1).</translation>
    </message>
    <message>
        <source>Queue %1 is paused until %2.</source>
        <translation>Очередь %1 на паузе до %2.</translation>
    </message>
    <message>
        <source>Queue %1 runs as many tasks at once as it may: %2.</source>
        <translation>Очередь %1 выполняет столько задач одновременно, сколько разрешено: %2.</translation>
    </message>
    <message>
        <source>Queue %1 may start its next task at %2.</source>
        <translation>Следующую задачу очередь %1 может начать в %2.</translation>
    </message>
    <message>
        <source>drained</source>
        <translation>остановлен</translation>
    </message>
    <message>
        <source>starting</source>
        <translation>запускается</translation>
    </message>
    <message>
        <source>stopping</source>
        <translation>завершается</translation>
    </message>
</context>
<context>
    <name>pult::UploadText</name>
    <message>
        <source>Choose the flow: a recording exported from Chrome’s Recorder panel.</source>
        <translation>Выберите сценарий: запись, экспортированную из панели Recorder в Chrome.</translation>
    </message>
    <message>
        <source>The flow cannot be read: %1</source>
        <translation>Не удаётся прочитать сценарий: %1</translation>
    </message>
    <message>
        <source>The flow uses {{%1}}, which a bulk upload does not fill.</source>
        <translation>Сценарий использует {{%1}}, а массовая загрузка этого не заполняет.</translation>
    </message>
    <message>
        <source>No step is marked as the publishing one, so a run that is cut off starts over.</source>
        <translation>Ни один шаг не отмечен как публикующий, поэтому оборвавшийся запуск начнётся сначала.</translation>
    </message>
    <message>
        <source>Choose at least one profile.</source>
        <translation>Выберите хотя бы один профиль.</translation>
    </message>
    <message>
        <source>Add at least one media file.</source>
        <translation>Добавьте хотя бы один медиафайл.</translation>
    </message>
    <message>
        <source>The flow uses {{%1}}, but there are fewer files.</source>
        <translation>Сценарий использует {{%1}}, но файлов меньше.</translation>
    </message>
    <message>
        <source>There is no such file: %1</source>
        <translation>Такого файла нет: %1</translation>
    </message>
    <message>
        <source>The file may not be read: %1</source>
        <translation>Нет права читать файл: %1</translation>
    </message>
    <message>
        <source>The file is empty: %1</source>
        <translation>Файл пуст: %1</translation>
    </message>
    <message>
        <source>This is a folder, not a file: %1</source>
        <translation>Это папка, а не файл: %1</translation>
    </message>
    <message>
        <source>The flow uses the caption, and it is empty.</source>
        <translation>Сценарий использует подпись, а она пуста.</translation>
    </message>
    <message>
        <source>The flow uses the tags, and there are none.</source>
        <translation>Сценарий использует теги, а их нет.</translation>
    </message>
    <message>
        <source>The profile %1 is not in the list; it is made when first used.</source>
        <translation>Профиля %1 нет в списке; он появится при первом запуске.</translation>
    </message>
    <message>
        <source>There is no profile %1.</source>
        <translation>Профиля %1 нет.</translation>
    </message>
    <message>
        <source>The profile %1 stands in an earlier row already.</source>
        <translation>Профиль %1 уже есть в строке выше.</translation>
    </message>
    <message>
        <source>The table cannot be read: %1</source>
        <translation>Таблица не читается: %1</translation>
    </message>
    <message>
        <source>This time has passed: the uploads begin at once.</source>
        <translation>Это время прошло: загрузки начнутся сразу.</translation>
    </message>
    <message>
        <source>To spread a draft over a time, say when the first upload begins.</source>
        <translation>Чтобы растянуть черновик по времени, укажите, когда начнётся первая загрузка.</translation>
    </message>
    <message>
        <source>The row names no profile.</source>
        <translation>В строке нет профиля.</translation>
    </message>
    <message>
        <source>The row names no media.</source>
        <translation>В строке нет файлов.</translation>
    </message>
    <message>
        <source>The row has more fields than the table has columns.</source>
        <translation>В строке больше полей, чем столбцов в таблице.</translation>
    </message>
</context>
<context>
    <name>pult::Verbs</name>
    <message>
        <source>Choose a task in the list first.</source>
        <translation>Сначала выберите задачу в списке.</translation>
    </message>
    <message>
        <source>The task is over: there is nothing to cancel.</source>
        <translation>Задача завершена: отменять нечего.</translation>
    </message>
    <message>
        <source>Nobody knows whether the publication succeeded: say “Done” or “Again”.</source>
        <translation>Неизвестно, удалась ли публикация: скажите «Готово» или «Ещё раз».</translation>
    </message>
    <message>
        <source>The task is running.</source>
        <translation>Задача выполняется.</translation>
    </message>
    <message>
        <source>A draft has not run yet: start it.</source>
        <translation>Черновик ещё не выполнялся: запустите его.</translation>
    </message>
    <message>
        <source>The task is waiting for its turn and will run by itself.</source>
        <translation>Задача ждёт своей очереди и выполнится сама.</translation>
    </message>
    <message>
        <source>Only for tasks whose outcome is unknown.</source>
        <translation>Только для задач с неизвестным исходом.</translation>
    </message>
    <message>
        <source>Only drafts can be started.</source>
        <translation>Запустить можно только черновик.</translation>
    </message>
    <message>
        <source>Takes the tasks out of the queue; a running one stops and its browser is closed.</source>
        <translation>Убирает задачи из очереди; идущая останавливается, её браузер закрывается.</translation>
    </message>
    <message>
        <source>Puts the tasks back into the queue; their attempts start anew.</source>
        <translation>Возвращает задачи в очередь; попытки считаются заново.</translation>
    </message>
    <message>
        <source>The publication is there: counts the task as completed.</source>
        <translation>Публикация есть: задача считается выполненной.</translation>
    </message>
    <message>
        <source>The publication is not there: runs the task once more.</source>
        <translation>Публикации нет: задача выполнится ещё раз.</translation>
    </message>
    <message>
        <source>Puts the draft and the rest of its batch into the queue.</source>
        <translation>Ставит черновик и весь его пакет в очередь.</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Отменить</translation>
    </message>
    <message>
        <source>Retry</source>
        <translation>Повторить</translation>
    </message>
    <message>
        <source>Done</source>
        <extracomment>an operator&apos;s answer to an unknown outcome: it was published</extracomment>
        <translation>Готово</translation>
    </message>
    <message>
        <source>Again</source>
        <extracomment>an operator&apos;s answer to an unknown outcome: it was not published, run it again</extracomment>
        <translation>Ещё раз</translation>
    </message>
    <message>
        <source>Start</source>
        <translation>Запустить</translation>
    </message>
</context>
<context>
    <name>pult::ui::ArtifactModel</name>
    <message>
        <source>File</source>
        <translation>Файл</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>Размер</translation>
    </message>
    <message>
        <source>Made</source>
        <translation>Создан</translation>
    </message>
</context>
<context>
    <name>pult::ui::ArtifactView</name>
    <message>
        <source>A failed run keeps a picture of the page, its HTML and its console here.</source>
        <translation>После сбоя здесь остаются снимок страницы, её HTML и консоль.</translation>
    </message>
    <message>
        <source>Full size</source>
        <translation>В полный размер</translation>
    </message>
    <message>
        <source>Save…</source>
        <translation>Сохранить…</translation>
    </message>
    <message>
        <source>This picture cannot be shown.</source>
        <translation>Этот снимок нельзя показать.</translation>
    </message>
    <message>
        <source>Save %1</source>
        <translation>Сохранить %1</translation>
    </message>
</context>
<context>
    <name>pult::ui::AttemptModel</name>
    <message>
        <source>No.</source>
        <extracomment>header of the column with an attempt&apos;s number</extracomment>
        <translation>№</translation>
    </message>
    <message>
        <source>Outcome</source>
        <translation>Исход</translation>
    </message>
    <message>
        <source>Duration</source>
        <translation>Время</translation>
    </message>
    <message>
        <source>Started</source>
        <translation>Начало</translation>
    </message>
    <message>
        <source>Worker</source>
        <translation>Исполнитель</translation>
    </message>
</context>
<context>
    <name>pult::ui::BatchModel</name>
    <message>
        <source>Upload</source>
        <translation>Загрузка</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>Готово</translation>
    </message>
    <message>
        <source>Upload %1</source>
        <translation>Загрузка %1</translation>
    </message>
    <message>
        <source>%1, batch %2: %3 of %4 completed, %5 failed, %6 cancelled</source>
        <translation>%1, пакет %2: выполнено %3 из %4, сбоев: %5, отменено: %6</translation>
    </message>
</context>
<context>
    <name>pult::ui::FlowDialog</name>
    <message>
        <source>Open a flow</source>
        <translation>Открытие сценария</translation>
    </message>
    <message>
        <source>Choose a flow</source>
        <translation>Выбор сценария</translation>
    </message>
    <message>
        <source>Recordings (*.json)</source>
        <translation>Записи (*.json)</translation>
    </message>
    <message>
        <source>Save the flow</source>
        <translation>Сохранение сценария</translation>
    </message>
    <message>
        <source>Hide this message</source>
        <translation>Скрыть это сообщение</translation>
    </message>
    <message>
        <source>The changes of this flow are not saved.</source>
        <translation>Изменения этого сценария не сохранены.</translation>
    </message>
    <message>
        <source>Give the changes up</source>
        <translation>Отказаться от изменений</translation>
    </message>
    <message>
        <source>Go on editing</source>
        <translation>Продолжить правку</translation>
    </message>
    <message>
        <source>Close the flow</source>
        <translation>Закрытие сценария</translation>
    </message>
    <message>
        <source>This step publishes. Tick “Publish too” to play it.</source>
        <translation>Этот шаг публикует. Чтобы проиграть его, отметьте «И опубликовать».</translation>
    </message>
    <message>
        <source>Flow</source>
        <translation>Сценарий</translation>
    </message>
    <message>
        <source>%1 (changed)</source>
        <translation>%1 (изменён)</translation>
    </message>
    <message>
        <source>Import: %1</source>
        <translation>Импорт: %1</translation>
    </message>
    <message>
        <source>Step %1 looks like the one that publishes. Mark it, so that it is never repeated unasked.</source>
        <translation>Похоже, публикует шаг %1. Пометьте его, и он никогда не повторится без спроса.</translation>
    </message>
    <message numerus="yes">
        <source>And %n more; the steps concerned are marked.</source>
        <translation>
            <numerusform>И ещё %n; эти шаги помечены.</numerusform>
            <numerusform>И ещё %n; эти шаги помечены.</numerusform>
            <numerusform>И ещё %n; эти шаги помечены.</numerusform>
        </translation>
    </message>
    <message>
        <source>Mark step %1</source>
        <translation>Пометить шаг %1</translation>
    </message>
    <message>
        <source>Undo %1</source>
        <translation>Отменить %1</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Отменить</translation>
    </message>
    <message>
        <source>Redo %1</source>
        <translation>Вернуть %1</translation>
    </message>
    <message>
        <source>Redo</source>
        <translation>Вернуть</translation>
    </message>
    <message>
        <source>Takes the chosen steps out</source>
        <translation>Убирает выбранные шаги</translation>
    </message>
    <message>
        <source>Moves the step up</source>
        <translation>Поднимает шаг</translation>
    </message>
    <message>
        <source>Moves the step down</source>
        <translation>Опускает шаг</translation>
    </message>
    <message>
        <source>Saves the flow as a file, still a recording</source>
        <translation>Сохраняет сценарий файлом; он остаётся записью Recorder</translation>
    </message>
    <message>
        <source>Title of the flow</source>
        <translation>Название сценария</translation>
    </message>
    <message>
        <source>Open…</source>
        <translation>Открыть…</translation>
    </message>
    <message>
        <source>Save as…</source>
        <translation>Сохранить как…</translation>
    </message>
    <message>
        <source>Add step</source>
        <translation>Добавить шаг</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>Убрать</translation>
    </message>
    <message>
        <source>Up</source>
        <translation>Выше</translation>
    </message>
    <message>
        <source>Down</source>
        <translation>Ниже</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Закрыть</translation>
    </message>
    <message>
        <source>Open a recording of Chrome’s Recorder panel, drop one here, or add steps.</source>
        <translation>Откройте запись из панели Recorder в Chrome, перетащите её сюда или добавьте шаги.</translation>
    </message>
    <message>
        <source>To try it out, put right what is marked.</source>
        <translation>Чтобы опробовать, исправьте отмеченное.</translation>
    </message>
</context>
<context>
    <name>pult::ui::FlowEditor</name>
    <message>
        <source>the title</source>
        <translation>название</translation>
    </message>
    <message>
        <source>the change of step %1</source>
        <translation>правку шага %1</translation>
    </message>
    <message>
        <source>the new step</source>
        <translation>новый шаг</translation>
    </message>
    <message numerus="yes">
        <source>the removal of %n step(s)</source>
        <translation>
            <numerusform>удаление %n шага</numerusform>
            <numerusform>удаление %n шагов</numerusform>
            <numerusform>удаление %n шагов</numerusform>
        </translation>
    </message>
    <message>
        <source>the move of step %1</source>
        <translation>перемещение шага %1</translation>
    </message>
</context>
<context>
    <name>pult::ui::FlowRunBar</name>
    <message>
        <source>Choose media</source>
        <translation>Выбор медиафайлов</translation>
    </message>
    <message>
        <source>The test run is being put into the queue…</source>
        <translation>Проба ставится в очередь…</translation>
    </message>
    <message>
        <source>Went well. It ended before step %1, which publishes.</source>
        <translation>Всё прошло. Проба закончилась перед шагом %1, который публикует.</translation>
    </message>
    <message>
        <source>Went well to the end.</source>
        <translation>Всё прошло до конца.</translation>
    </message>
    <message>
        <source>The test run failed.</source>
        <translation>Проба не удалась.</translation>
    </message>
    <message>
        <source>The test run was cancelled.</source>
        <translation>Проба отменена.</translation>
    </message>
    <message>
        <source>The test run waits for its turn.</source>
        <translation>Проба ждёт своей очереди.</translation>
    </message>
    <message>
        <source>Test in profile</source>
        <translation>Проба в профиле</translation>
    </message>
    <message>
        <source>Media, several separated by |</source>
        <translation>Файлы, несколько через |</translation>
    </message>
    <message>
        <source>Caption</source>
        <translation>Подпись</translation>
    </message>
    <message>
        <source>Tags</source>
        <translation>Теги</translation>
    </message>
    <message>
        <source>Publish too</source>
        <translation>И опубликовать</translation>
    </message>
    <message>
        <source>Otherwise the test run ends before the step that publishes.</source>
        <translation>Иначе проба заканчивается перед шагом, который публикует.</translation>
    </message>
    <message>
        <source>Test run</source>
        <translation>Проба</translation>
    </message>
    <message>
        <source>Plays the steps once in the chosen profile, as a task of its own</source>
        <translation>Проигрывает шаги один раз в выбранном профиле отдельной задачей</translation>
    </message>
    <message>
        <source>Run from here</source>
        <translation>Отсюда</translation>
    </message>
    <message>
        <source>Opens the page of the last “Open address” before the chosen step and plays the steps from it on</source>
        <translation>Открывает страницу последнего «Открыть адрес» перед выбранным шагом и проигрывает шаги начиная с него</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Остановить</translation>
    </message>
</context>
<context>
    <name>pult::ui::FlowStepsModel</name>
    <message>
        <source>No.</source>
        <extracomment>header of the column with a step&apos;s number</extracomment>
        <translation>№</translation>
    </message>
    <message>
        <source>Step</source>
        <translation>Шаг</translation>
    </message>
    <message>
        <source>Acts on</source>
        <extracomment>header: the element or address that a step acts on</extracomment>
        <translation>На что действует</translation>
    </message>
    <message>
        <source>With</source>
        <translation>Значение</translation>
    </message>
    <message>
        <source>Limit, s</source>
        <extracomment>header: how long a step may take, in seconds</extracomment>
        <translation>Предел, с</translation>
    </message>
    <message>
        <source>Publishes</source>
        <extracomment>header: the step that publishes</extracomment>
        <translation>Публикует</translation>
    </message>
    <message>
        <source>Test run</source>
        <translation>Проба</translation>
    </message>
    <message>
        <source>Took</source>
        <translation>Заняло</translation>
    </message>
    <message>
        <source>running</source>
        <extracomment>of a step in a test run</extracomment>
        <translation>идёт</translation>
    </message>
    <message>
        <source>ok</source>
        <extracomment>of a step in a test run</extracomment>
        <translation>успех</translation>
    </message>
    <message>
        <source>failed</source>
        <extracomment>of a step in a test run</extracomment>
        <translation>сбой</translation>
    </message>
    <message>
        <source>cancelled</source>
        <extracomment>of a step in a test run</extracomment>
        <translation>отменён</translation>
    </message>
    <message>
        <source>not run</source>
        <extracomment>of a step in a test run that has not been reached</extracomment>
        <translation>не дошло</translation>
    </message>
    <message>
        <source>What this step does is never repeated without asking.</source>
        <translation>То, что делает этот шаг, никогда не повторяется без спроса.</translation>
    </message>
</context>
<context>
    <name>pult::ui::LogModel</name>
    <message>
        <source>Time</source>
        <translation>Время</translation>
    </message>
    <message>
        <source>Level</source>
        <translation>Уровень</translation>
    </message>
    <message>
        <source>Part</source>
        <translation>Часть</translation>
    </message>
    <message>
        <source>Message</source>
        <translation>Сообщение</translation>
    </message>
</context>
<context>
    <name>pult::ui::LogPanel</name>
    <message>
        <source>From level: %1</source>
        <translation>Не ниже: %1</translation>
    </message>
    <message>
        <source>Find in the log</source>
        <translation>Найти в журнале</translation>
    </message>
    <message>
        <source>Follow</source>
        <translation>Следить</translation>
    </message>
    <message>
        <source>Stay at the newest line. Scrolling up stops it.</source>
        <translation>Оставаться на последней строке. Прокрутка вверх останавливает.</translation>
    </message>
    <message>
        <source>Clear</source>
        <translation>Очистить</translation>
    </message>
    <message>
        <source>Empties this list; the log file keeps everything.</source>
        <translation>Очищает этот список; в файле журнала остаётся всё.</translation>
    </message>
    <message>
        <source>Nothing to read here: no line of the log matches.</source>
        <translation>Читать нечего: подходящих строк в журнале нет.</translation>
    </message>
    <message>
        <source>Log</source>
        <translation>Журнал</translation>
    </message>
</context>
<context>
    <name>pult::ui::MainActions</name>
    <message>
        <source>New bulk upload…</source>
        <translation>Новая массовая загрузка…</translation>
    </message>
    <message>
        <source>New bulk upload</source>
        <translation>Новая массовая загрузка</translation>
    </message>
    <message>
        <source>Puts one upload for each chosen profile into the queue</source>
        <translation>Ставит в очередь по одной загрузке на каждый выбранный профиль</translation>
    </message>
    <message>
        <source>Find tasks</source>
        <translation>Найти задачи</translation>
    </message>
    <message>
        <source>Reset layout</source>
        <translation>Вернуть исходный вид</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>Выход</translation>
    </message>
    <message>
        <source>About Pult</source>
        <translation>О программе</translation>
    </message>
    <message>
        <source>Tasks</source>
        <translation>Задачи</translation>
    </message>
    <message>
        <source>View</source>
        <translation>Вид</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>Язык</translation>
    </message>
    <message>
        <source>Theme</source>
        <translation>Оформление</translation>
    </message>
    <message>
        <source>Help</source>
        <translation>Справка</translation>
    </message>
    <message>
        <source>Tool bar</source>
        <translation>Панель инструментов</translation>
    </message>
    <message>
        <source>As the system</source>
        <extracomment>theme: as the system&apos;s</extracomment>
        <translation>Как в системе</translation>
    </message>
    <message>
        <source>Light</source>
        <extracomment>theme</extracomment>
        <translation>Светлое</translation>
    </message>
    <message>
        <source>Dark</source>
        <extracomment>theme</extracomment>
        <translation>Тёмное</translation>
    </message>
    <message>
        <source>%1 Applies to %2 of the %3 selected tasks.</source>
        <translation>%1 Относится к %2 из %3 выбранных задач.</translation>
    </message>
    <message>
        <source>Resume queue %1</source>
        <translation>Возобновить очередь %1</translation>
    </message>
    <message>
        <source>Pause queue %1…</source>
        <translation>Приостановить очередь %1…</translation>
    </message>
    <message>
        <source>Resume queue</source>
        <translation>Возобновить</translation>
    </message>
    <message>
        <source>Pause queue</source>
        <translation>Приостановить</translation>
    </message>
    <message>
        <source>Lets the tasks of queue %1 start again</source>
        <translation>Задачи очереди %1 снова будут запускаться</translation>
    </message>
    <message>
        <source>No new task of queue %1 starts until it is resumed</source>
        <translation>Новые задачи очереди %1 не начнутся, пока её не возобновят</translation>
    </message>
    <message>
        <source>Flows…</source>
        <translation>Сценарии…</translation>
    </message>
    <message>
        <source>Imports, edits and tries out a recording</source>
        <translation>Импортирует, правит и опробует запись</translation>
    </message>
</context>
<context>
    <name>pult::ui::MainWindow</name>
    <message>
        <source>About Pult</source>
        <translation>О программе</translation>
    </message>
    <message>
        <source>Pult %1: a control desk for browser profiles and their queues.
Free software under the GNU General Public License 3.</source>
        <translation>Пульт %1: управление профилями браузеров и их очередями.
Свободная программа под лицензией GNU GPL 3.</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Закрыть</translation>
    </message>
    <message>
        <source>Hide this message</source>
        <translation>Скрыть это сообщение</translation>
    </message>
    <message>
        <source>No answer from the database since %1. The list shows what was known then; Pult keeps asking. %2</source>
        <translation>База данных не отвечает с %1. В списке то, что было известно тогда; Пульт продолжает спрашивать. %2</translation>
    </message>
    <message>
        <source>Pult</source>
        <translation>Пульт</translation>
    </message>
    <message>
        <source>Pult · %1</source>
        <translation>Пульт · %1</translation>
    </message>
    <message>
        <source>Task</source>
        <translation>Задача</translation>
    </message>
    <message>
        <source>Workers</source>
        <translation>Исполнители</translation>
    </message>
    <message>
        <source>Profiles</source>
        <translation>Профили</translation>
    </message>
    <message>
        <source>Log</source>
        <translation>Журнал</translation>
    </message>
</context>
<context>
    <name>pult::ui::NewBulkUploadDialog</name>
    <message>
        <source>New bulk upload</source>
        <translation>Новая массовая загрузка</translation>
    </message>
    <message>
        <source>Create</source>
        <translation>Создать</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Закрыть</translation>
    </message>
    <message>
        <source>Save as template…</source>
        <translation>Сохранить как шаблон…</translation>
    </message>
    <message>
        <source>Load template…</source>
        <translation>Загрузить шаблон…</translation>
    </message>
    <message>
        <source>Choose a template</source>
        <translation>Выбор шаблона</translation>
    </message>
    <message>
        <source>Templates (*%1)</source>
        <translation>Шаблоны (*%1)</translation>
    </message>
    <message numerus="yes">
        <source>%n upload(s)</source>
        <translation>
            <numerusform>%n загрузка</numerusform>
            <numerusform>%n загрузки</numerusform>
            <numerusform>%n загрузок</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n with problems</source>
        <translation>
            <numerusform>%n с ошибками</numerusform>
            <numerusform>%n с ошибками</numerusform>
            <numerusform>%n с ошибками</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Preview: %n with problems</source>
        <translation>
            <numerusform>Просмотр: %n с ошибками</numerusform>
            <numerusform>Просмотр: %n с ошибками</numerusform>
            <numerusform>Просмотр: %n с ошибками</numerusform>
        </translation>
    </message>
    <message>
        <source>Preview (%1)</source>
        <translation>Просмотр (%1)</translation>
    </message>
    <message>
        <source>Hide this message</source>
        <translation>Скрыть это сообщение</translation>
    </message>
    <message>
        <source>Save as template</source>
        <translation>Сохранение шаблона</translation>
    </message>
    <message>
        <source>upload</source>
        <translation>загрузка</translation>
    </message>
    <message>
        <source>Content</source>
        <translation>Содержание</translation>
    </message>
    <message>
        <source>Choose profiles or a table, and see here what would be uploaded.</source>
        <translation>Выберите профили или таблицу — здесь будет видно, что загрузится.</translation>
    </message>
    <message>
        <source>Template</source>
        <translation>Шаблон</translation>
    </message>
</context>
<context>
    <name>pult::ui::NodeModel</name>
    <message>
        <source>Computer</source>
        <translation>Компьютер</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Состояние</translation>
    </message>
    <message>
        <source>Load</source>
        <translation>Занято</translation>
    </message>
    <message>
        <source>Seen</source>
        <translation>Виден</translation>
    </message>
    <message>
        <source>Queues</source>
        <translation>Очереди</translation>
    </message>
    <message>
        <source>all</source>
        <translation>все</translation>
    </message>
    <message>
        <source>%1 · version %2 · process %3 · started %4</source>
        <translation>%1 · версия %2 · процесс %3 · запущен %4</translation>
    </message>
</context>
<context>
    <name>pult::ui::PauseDialog</name>
    <message>
        <source>Pause queue %1</source>
        <translation>Приостановить очередь %1</translation>
    </message>
    <message>
        <source>Running tasks go on; no new ones of this queue start on any computer until it is resumed.</source>
        <translation>Идущие задачи продолжатся; новые из этой очереди не начнутся ни на одном компьютере, пока её не возобновят.</translation>
    </message>
    <message>
        <source>Reason, shown to everyone (optional)</source>
        <translation>Причина, её увидят все (необязательно)</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>Приостановить</translation>
    </message>
    <message>
        <source>Do not pause</source>
        <translation>Не приостанавливать</translation>
    </message>
</context>
<context>
    <name>pult::ui::ProfileModel</name>
    <message>
        <source>Profile</source>
        <translation>Профиль</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Состояние</translation>
    </message>
    <message>
        <source>Tags</source>
        <translation>Теги</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>Примечание</translation>
    </message>
    <message>
        <source>Id</source>
        <translation>Номер</translation>
    </message>
    <message>
        <source>running</source>
        <translation>запущен</translation>
    </message>
    <message>
        <source>stopped</source>
        <extracomment>a profile whose browser is not started</extracomment>
        <translation>остановлен</translation>
    </message>
</context>
<context>
    <name>pult::ui::ProfilesPanel</name>
    <message>
        <source>Asking for the profiles…</source>
        <translation>Запрашиваются профили…</translation>
    </message>
    <message>
        <source>Ask again</source>
        <translation>Спросить ещё раз</translation>
    </message>
    <message>
        <source>This window cannot ask for profiles; type their ids into a new bulk upload.</source>
        <translation>Это окно не может запросить профили; впишите их в новую массовую загрузку.</translation>
    </message>
    <message>
        <source>No profiles yet. Local ones are made when a task first uses them.</source>
        <translation>Профилей пока нет. Локальные создаются, когда задача впервые их использует.</translation>
    </message>
    <message>
        <source>Find a profile</source>
        <translation>Найти профиль</translation>
    </message>
    <message>
        <source>Reload</source>
        <translation>Обновить</translation>
    </message>
    <message>
        <source>Upload with these…</source>
        <translation>Загрузить с ними…</translation>
    </message>
    <message>
        <source>Opens a new bulk upload with the selected profiles.</source>
        <translation>Открывает новую массовую загрузку с выбранными профилями.</translation>
    </message>
    <message>
        <source>Profiles</source>
        <translation>Профили</translation>
    </message>
</context>
<context>
    <name>pult::ui::StatusLine</name>
    <message>
        <source>Database answers</source>
        <translation>База данных отвечает</translation>
    </message>
    <message>
        <source>Database does not answer</source>
        <translation>База данных не отвечает</translation>
    </message>
    <message>
        <source>Browsers: %1</source>
        <translation>Браузеры: %1</translation>
    </message>
    <message>
        <source>Where browser profiles come from; settled when Pult starts.</source>
        <translation>Откуда берутся профили браузеров; решается при запуске Пульта.</translation>
    </message>
    <message>
        <source>%1: %2 of %3 running</source>
        <translation>%1: занято %2 из %3</translation>
    </message>
    <message>
        <source>%1: not working</source>
        <translation>%1: не работает</translation>
    </message>
    <message>
        <source>This computer, the tasks it runs and how many it may run at once.</source>
        <translation>Этот компьютер: сколько задач выполняет и сколько может выполнять сразу.</translation>
    </message>
    <message>
        <source>Paused: %1</source>
        <translation>Приостановлено: %1</translation>
    </message>
    <message>
        <source>Tasks of a paused queue wait until it is resumed.</source>
        <translation>Задачи приостановленной очереди ждут, пока её не возобновят.</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <comment>computer, state</comment>
        <translation>%1: %2</translation>
    </message>
</context>
<context>
    <name>pult::ui::StepModel</name>
    <message>
        <source>No.</source>
        <extracomment>header of the column with a step&apos;s number</extracomment>
        <translation>№</translation>
    </message>
    <message>
        <source>Step</source>
        <translation>Шаг</translation>
    </message>
    <message>
        <source>Result</source>
        <translation>Итог</translation>
    </message>
    <message>
        <source>Duration</source>
        <translation>Время</translation>
    </message>
    <message>
        <source>%1 s</source>
        <translation>%1 с</translation>
    </message>
    <message>
        <source>Usually</source>
        <extracomment>header of the column with how long a step takes when the flow goes well</extracomment>
        <translation>Обычно</translation>
    </message>
</context>
<context>
    <name>pult::ui::TaskActions</name>
    <message>
        <source>Cancel tasks</source>
        <translation>Отменить задачи</translation>
    </message>
    <message numerus="yes">
        <source>Cancel %n task(s)? Running ones stop and their browsers are closed.</source>
        <translation>
            <numerusform>Отменить %n задачу? Если она идёт, она остановится, её браузер закроется.</numerusform>
            <numerusform>Отменить %n задачи? Идущие остановятся, их браузеры закроются.</numerusform>
            <numerusform>Отменить %n задач? Идущие остановятся, их браузеры закроются.</numerusform>
        </translation>
    </message>
    <message>
        <source>Leave as is</source>
        <translation>Оставить как есть</translation>
    </message>
    <message>
        <source>Run again</source>
        <translation>Выполнить ещё раз</translation>
    </message>
    <message>
        <source>Retry</source>
        <translation>Повторить</translation>
    </message>
    <message numerus="yes">
        <source>Run %n task(s) once more? If it was published after all, it will be there twice.</source>
        <translation>
            <numerusform>Выполнить %n задачу ещё раз? Если публикация всё же удалась, она появится дважды.</numerusform>
            <numerusform>Выполнить %n задачи ещё раз? Если публикации всё же удались, они появятся дважды.</numerusform>
            <numerusform>Выполнить %n задач ещё раз? Если публикации всё же удались, они появятся дважды.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Run %n task(s) once more? Completed ones among them publish a second time.</source>
        <translation>
            <numerusform>Выполнить %n задачу ещё раз? Выполненная опубликует второй раз.</numerusform>
            <numerusform>Выполнить %n задачи ещё раз? Выполненные среди них опубликуют второй раз.</numerusform>
            <numerusform>Выполнить %n задач ещё раз? Выполненные среди них опубликуют второй раз.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>pult::ui::TaskDetailPanel</name>
    <message>
        <source>Task %1: %2</source>
        <comment>number, state</comment>
        <translation>Задача %1: %2</translation>
    </message>
    <message>
        <source>profile %1</source>
        <translation>профиль %1</translation>
    </message>
    <message>
        <source>attempt %1 of %2</source>
        <translation>попытка %1 из %2</translation>
    </message>
    <message>
        <source>worker %1</source>
        <translation>исполнитель %1</translation>
    </message>
    <message>
        <source>made %1</source>
        <translation>создана %1</translation>
    </message>
    <message>
        <source>batch %1</source>
        <translation>пакет %1</translation>
    </message>
    <message>
        <source>The run was cut off while it published. Look at the site, then say whether it is there.</source>
        <translation>Запуск оборвался во время публикации. Посмотрите на сайте и скажите, есть ли она.</translation>
    </message>
    <message>
        <source>Choose a task to see its attempts, steps, log and pictures.</source>
        <translation>Выберите задачу, чтобы увидеть её попытки, шаги, журнал и снимки.</translation>
    </message>
    <message>
        <source>The task has not run yet.</source>
        <translation>Задача ещё не выполнялась.</translation>
    </message>
    <message>
        <source>This attempt has recorded no steps yet.</source>
        <translation>У этой попытки ещё нет записанных шагов.</translation>
    </message>
    <message>
        <source>This attempt has no log yet.</source>
        <translation>У этой попытки ещё нет журнала.</translation>
    </message>
    <message>
        <source>Attempts</source>
        <translation>Попытки</translation>
    </message>
    <message>
        <source>Steps</source>
        <translation>Шаги</translation>
    </message>
    <message>
        <source>Log</source>
        <translation>Журнал</translation>
    </message>
    <message>
        <source>Page</source>
        <translation>Снимки</translation>
    </message>
    <message>
        <source>Data</source>
        <translation>Данные</translation>
    </message>
</context>
<context>
    <name>pult::ui::TaskModel</name>
    <message>
        <source>No.</source>
        <extracomment>header of the column with a task&apos;s number</extracomment>
        <translation>№</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Состояние</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>Вид</translation>
    </message>
    <message>
        <source>Profile</source>
        <translation>Профиль</translation>
    </message>
    <message>
        <source>Progress or reason</source>
        <extracomment>of a task: how far it is, why it failed, or why it waits</extracomment>
        <translation>Ход или причина</translation>
    </message>
    <message>
        <source>Attempt</source>
        <translation>Попытка</translation>
    </message>
    <message>
        <source>Age</source>
        <translation>Возраст</translation>
    </message>
    <message>
        <source>Duration</source>
        <translation>Время</translation>
    </message>
</context>
<context>
    <name>pult::ui::TasksPanel</name>
    <message>
        <source>Reading the tasks…</source>
        <translation>Читаются задачи…</translation>
    </message>
    <message>
        <source>No tasks yet. A bulk upload puts one task for each profile into the queue.</source>
        <translation>Задач пока нет. Массовая загрузка ставит в очередь по задаче на каждый профиль.</translation>
    </message>
    <message>
        <source>New bulk upload…</source>
        <translation>Новая массовая загрузка…</translation>
    </message>
    <message>
        <source>No task matches this filter.</source>
        <translation>Под этот фильтр не подходит ни одна задача.</translation>
    </message>
    <message>
        <source>Show all tasks</source>
        <translation>Показать все задачи</translation>
    </message>
    <message numerus="yes">
        <source>Only the newest %n task(s) of this filter are listed.</source>
        <translation>
            <numerusform>Показана только %n самая новая задача этого фильтра.</numerusform>
            <numerusform>Показаны только %n самые новые задачи этого фильтра.</numerusform>
            <numerusform>Показаны только %n самых новых задач этого фильтра.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n task(s)</source>
        <translation>
            <numerusform>%n задача</numerusform>
            <numerusform>%n задачи</numerusform>
            <numerusform>%n задач</numerusform>
        </translation>
    </message>
    <message>
        <source>Tasks</source>
        <translation>Задачи</translation>
    </message>
    <message>
        <source>Bulk uploads</source>
        <translation>Массовые загрузки</translation>
    </message>
    <message>
        <source>Filter: profile, error text, state:failed, kind:bulk_upload, batch:12</source>
        <translation>Фильтр: профиль, текст ошибки, state:failed, batch:12</translation>
    </message>
    <message>
        <source>Words are looked for in the profile, the keys and the last error. state:, kind:, queue:, batch:, id: and unknown:yes narrow the list.</source>
        <translation>Слова ищутся в профиле, ключах и последней ошибке. state:, kind:, queue:, batch:, id: и unknown:yes сужают список.</translation>
    </message>
    <message>
        <source>Views</source>
        <translation>Представления</translation>
    </message>
    <message>
        <source>No uploads yet.</source>
        <translation>Загрузок пока нет.</translation>
    </message>
</context>
<context>
    <name>pult::ui::UploadContent</name>
    <message>
        <source>Choose a flow</source>
        <translation>Выбор сценария</translation>
    </message>
    <message>
        <source>Recordings (*.json)</source>
        <translation>Записи (*.json)</translation>
    </message>
    <message>
        <source>Choose media</source>
        <translation>Выбор медиафайлов</translation>
    </message>
    <message>
        <source>Choose a table</source>
        <translation>Выбор таблицы</translation>
    </message>
    <message>
        <source>Tables (*.csv)</source>
        <translation>Таблицы (*.csv)</translation>
    </message>
    <message>
        <source>Asking for the profiles…</source>
        <translation>Запрашиваются профили…</translation>
    </message>
    <message>
        <source>Ask again</source>
        <translation>Спросить ещё раз</translation>
    </message>
    <message>
        <source>No profiles are listed. Type their ids below; local ones are made when first used.</source>
        <translation>Список профилей пуст. Впишите их ниже; локальные создаются при первом использовании.</translation>
    </message>
    <message>
        <source>Flow</source>
        <translation>Сценарий</translation>
    </message>
    <message>
        <source>Media</source>
        <translation>Файлы</translation>
    </message>
    <message>
        <source>Caption for rows without one</source>
        <translation>Подпись для строк без своей</translation>
    </message>
    <message>
        <source>Caption</source>
        <translation>Подпись</translation>
    </message>
    <message>
        <source>Tags for rows without any</source>
        <translation>Теги для строк без своих</translation>
    </message>
    <message>
        <source>Tags</source>
        <translation>Теги</translation>
    </message>
    <message>
        <source>Table</source>
        <translation>Таблица</translation>
    </message>
    <message>
        <source>Profiles</source>
        <translation>Профили</translation>
    </message>
    <message>
        <source>Other profile ids</source>
        <translation>Другие профили</translation>
    </message>
    <message>
        <source>A recording (.json), browsed for or dropped here</source>
        <translation>Запись (.json): выберите или перетащите сюда</translation>
    </message>
    <message>
        <source>Browse…</source>
        <translation>Обзор…</translation>
    </message>
    <message>
        <source>Steps…</source>
        <translation>Шаги…</translation>
    </message>
    <message>
        <source>Shows the steps of the flow, to edit them and to try them out</source>
        <translation>Показывает шаги сценария, чтобы поправить и опробовать их</translation>
    </message>
    <message>
        <source>Drop photos, videos or folders here. Every profile gets all of them.</source>
        <translation>Перетащите сюда фото, видео или папки. Каждый профиль получит все файлы.</translation>
    </message>
    <message>
        <source>Add files…</source>
        <translation>Добавить файлы…</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>Убрать</translation>
    </message>
    <message>
        <source>Fills {{caption}} of the flow; {{profile}} in it becomes the profile’s id</source>
        <translation>Заполняет {{caption}} сценария; {{profile}} в ней заменяется на профиль</translation>
    </message>
    <message>
        <source>Fill {{tags}}, separated by spaces</source>
        <translation>Заполняют {{tags}}, через пробел</translation>
    </message>
    <message>
        <source>Ids that are not in the list, separated by commas</source>
        <translation>Номера или имена не из списка, через запятую</translation>
    </message>
    <message>
        <source>Another table…</source>
        <translation>Другая таблица…</translation>
    </message>
    <message>
        <source>From a table (CSV)…</source>
        <translation>Из таблицы (CSV)…</translation>
    </message>
    <message>
        <source>Columns profile, media, caption, tags; several media are separated by |. One upload for each row.</source>
        <translation>Столбцы profile, media, caption, tags; несколько файлов через |. Каждая строка — одна загрузка.</translation>
    </message>
    <message>
        <source>Profiles, media and texts come from the rows of %1.</source>
        <translation>Профили, файлы и тексты берутся из строк %1.</translation>
    </message>
    <message>
        <source>Do without the table</source>
        <translation>Обойтись без таблицы</translation>
    </message>
</context>
<context>
    <name>pult::ui::UploadOptions</name>
    <message>
        <source>Not before</source>
        <translation>Не раньше</translation>
    </message>
    <message>
        <source>No upload begins earlier</source>
        <translation>Ни одна загрузка не начнётся раньше</translation>
    </message>
    <message>
        <source>Spread over</source>
        <translation>Растянуть на</translation>
    </message>
    <message>
        <source> min</source>
        <translation> мин</translation>
    </message>
    <message>
        <source>no time</source>
        <translation>без паузы</translation>
    </message>
    <message>
        <source>The first upload begins at once or at the time given, the last so much later, the others evenly between</source>
        <translation>Первая загрузка начнётся сразу или в указанное время, последняя — на столько позже, остальные равномерно между ними</translation>
    </message>
    <message>
        <source>As a draft</source>
        <translation>Черновиком</translation>
    </message>
    <message>
        <source>Creates the uploads, but starts none until the batch is started</source>
        <translation>Создаёт загрузки, но не начинает их, пока пакет не запустят</translation>
    </message>
    <message>
        <source>Outcome unknown:</source>
        <translation>Исход неизвестен:</translation>
    </message>
    <message>
        <source>What becomes of an upload that was cut off while it published</source>
        <translation>Что станет с загрузкой, оборванной во время публикации</translation>
    </message>
    <message>
        <source>ask</source>
        <extracomment>when an upload was cut off while it published</extracomment>
        <translation>спросить</translation>
    </message>
    <message>
        <source>upload again</source>
        <extracomment>when an upload was cut off while it published</extracomment>
        <translation>загрузить снова</translation>
    </message>
    <message>
        <source>leave it</source>
        <extracomment>when an upload was cut off while it published</extracomment>
        <translation>оставить</translation>
    </message>
</context>
<context>
    <name>pult::ui::UploadPreviewModel</name>
    <message>
        <source>No.</source>
        <extracomment>header of the column with an upload&apos;s number</extracomment>
        <translation>№</translation>
    </message>
    <message>
        <source>Check</source>
        <translation>Проверка</translation>
    </message>
    <message>
        <source>Profile</source>
        <translation>Профиль</translation>
    </message>
    <message>
        <source>Media</source>
        <translation>Файлы</translation>
    </message>
    <message>
        <source>Caption</source>
        <translation>Подпись</translation>
    </message>
    <message>
        <source>Tags</source>
        <translation>Теги</translation>
    </message>
    <message>
        <source>Begins</source>
        <extracomment>header: when an upload begins</extracomment>
        <translation>Начало</translation>
    </message>
    <message>
        <source>good</source>
        <extracomment>a row of the preview without problems</extracomment>
        <translation>в порядке</translation>
    </message>
    <message>
        <source>at once</source>
        <translation>сразу</translation>
    </message>
    <message>
        <source>Line %1 of the table</source>
        <translation>Строка %1 таблицы</translation>
    </message>
</context>
<context>
    <name>pult::ui::ViewModel</name>
    <message>
        <source>View</source>
        <translation>Представление</translation>
    </message>
    <message>
        <source>Count</source>
        <translation>Число</translation>
    </message>
    <message>
        <source>Running</source>
        <extracomment>a view of the task list</extracomment>
        <translation>Идут</translation>
    </message>
    <message>
        <source>Waiting</source>
        <extracomment>a view of the task list</extracomment>
        <translation>Ждут</translation>
    </message>
    <message>
        <source>Completed</source>
        <extracomment>a view of the task list</extracomment>
        <translation>Готовы</translation>
    </message>
    <message>
        <source>Failed</source>
        <extracomment>a view of the task list</extracomment>
        <translation>Сбои</translation>
    </message>
    <message>
        <source>Unknown</source>
        <extracomment>a view of the task list: tasks whose outcome an operator must tell</extracomment>
        <translation>Неизвестно</translation>
    </message>
    <message>
        <source>All tasks</source>
        <translation>Все задачи</translation>
    </message>
</context>
<context>
    <name>pult::ui::WorkerModel</name>
    <message>
        <source>Worker</source>
        <translation>Исполнитель</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Состояние</translation>
    </message>
    <message>
        <source>Load</source>
        <translation>Занято</translation>
    </message>
    <message>
        <source>Tasks</source>
        <translation>Задачи</translation>
    </message>
    <message>
        <source>Worker %1 of computer %2</source>
        <translation>Исполнитель %1 компьютера %2</translation>
    </message>
    <message>
        <source>not answering</source>
        <translation>не отвечает</translation>
    </message>
    <message>
        <source>working</source>
        <extracomment>a worker without a task</extracomment>
        <translation>работает</translation>
    </message>
    <message>
        <source>free</source>
        <translation>свободен</translation>
    </message>
</context>
<context>
    <name>pult::ui::WorkersPanel</name>
    <message>
        <source>No computer works on this database yet. Tasks wait until one does.</source>
        <translation>С этой базой данных ещё не работает ни один компьютер. До тех пор задачи ждут.</translation>
    </message>
    <message>
        <source>Workers appear here when a computer starts to work.</source>
        <translation>Исполнители появятся здесь, когда компьютер начнёт работу.</translation>
    </message>
    <message>
        <source>Computers</source>
        <translation>Компьютеры</translation>
    </message>
    <message>
        <source>Workers</source>
        <translation>Исполнители</translation>
    </message>
</context>
</TS>
