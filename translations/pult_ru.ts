<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="ru_RU">
<context>
    <name>pult::ChartText</name>
    <message>
        <source>Memory</source>
        <translation>Память</translation>
    </message>
    <message>
        <source>Processor, % of one core</source>
        <translation>Процессор, % одного ядра</translation>
    </message>
    <message>
        <source>The whole computer, %</source>
        <translation>Весь компьютер, %</translation>
    </message>
    <message>
        <source>Runs ended per second</source>
        <translation>Завершено запусков в секунду</translation>
    </message>
    <message>
        <source>Waiting time until the start</source>
        <translation>Ожидание до запуска</translation>
    </message>
    <message>
        <source>Run time</source>
        <translation>Время выполнения</translation>
    </message>
    <message>
        <source>Tasks in the queues</source>
        <translation>Задачи в очередях</translation>
    </message>
    <message>
        <source>Browsers</source>
        <translation>Браузеры</translation>
    </message>
    <message>
        <source>Processors</source>
        <translation>Процессоры</translation>
    </message>
    <message>
        <source>completed</source>
        <extracomment>runs of tasks</extracomment>
        <translation>готово</translation>
    </message>
    <message>
        <source>failed</source>
        <extracomment>runs of tasks</extracomment>
        <translation>сбой</translation>
    </message>
    <message>
        <source>other</source>
        <extracomment>runs of tasks that neither completed nor failed</extracomment>
        <translation>прочее</translation>
    </message>
    <message>
        <source>waiting</source>
        <extracomment>tasks</extracomment>
        <translation>ждут</translation>
    </message>
    <message>
        <source>running</source>
        <extracomment>tasks</extracomment>
        <translation>выполняется</translation>
    </message>
    <message>
        <source>%1 %</source>
        <translation>%1 %</translation>
    </message>
    <message>
        <source>%1/s</source>
        <translation>%1/с</translation>
    </message>
    <message>
        <source>%1 s</source>
        <translation>%1 с</translation>
    </message>
    <message>
        <source>%1 GB</source>
        <translation>%1 ГБ</translation>
    </message>
    <message>
        <source>%1 MB</source>
        <translation>%1 МБ</translation>
    </message>
    <message>
        <source>A node started (version %1)</source>
        <translation>Узел запущен (версия %1)</translation>
    </message>
    <message>
        <source>A node stopped</source>
        <translation>Узел остановлен</translation>
    </message>
    <message>
        <source>Limits are kept again: tasks start</source>
        <translation>Пределы снова соблюдены: задачи запускаются</translation>
    </message>
    <message>
        <source>A limit was reached: %1</source>
        <translation>Достигнут предел: %1</translation>
    </message>
    <message>
        <source>Breaker %1 tripped</source>
        <translation>Сработал предохранитель %1</translation>
    </message>
    <message>
        <source>Operation over many tasks: %1</source>
        <translation>Операция над многими задачами: %1</translation>
    </message>
    <message>
        <source>Changed: %1</source>
        <translation>Изменено: %1</translation>
    </message>
    <message>
        <source>Pult</source>
        <translation>Пульт</translation>
    </message>
</context>
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
        <source>There is no setting %1.</source>
        <translation>Настройки %1 нет.</translation>
    </message>
    <message>
        <source>See all of them with: pultctl config show.</source>
        <translation>Все настройки покажет pultctl config show.</translation>
    </message>
    <message>
        <source>%1 = &quot;%2&quot; (%3): the file cannot be read: %4.</source>
        <translation>%1 = «%2» (%3): файл не читается: %4.</translation>
    </message>
    <message>
        <source>Check the path and its permissions for the user that Pult runs as.</source>
        <translation>Проверьте путь и права пользователя, от имени которого работает Пульт.</translation>
    </message>
    <message>
        <source>%1 (%2) does nothing without %3.</source>
        <translation>%1 (%2) ничего не даёт без %3.</translation>
    </message>
    <message>
        <source>Give both or neither.</source>
        <translation>Укажите оба или ни одного.</translation>
    </message>
    <message>
        <source>&quot;%1&quot; is not the address of a node.</source>
        <translation>«%1» — не адрес узла.</translation>
    </message>
    <message>
        <source>It looks like http://office-2:8088.</source>
        <translation>Он выглядит так: http://office-2:8088.</translation>
    </message>
    <message>
        <source>The node refused (HTTP %1): %2</source>
        <translation>Узел отказал (HTTP %1): %2</translation>
    </message>
    <message>
        <source>There is no log in %1 yet.</source>
        <translation>В %1 журнала ещё нет.</translation>
    </message>
    <message>
        <source>A node writes it once it has started with this data folder.</source>
        <translation>Его пишет узел, когда запускается с этой папкой данных.</translation>
    </message>
    <message>
        <source>The node %1 is not well (%2), so nothing more was done.</source>
        <translation>Узел %1 не в порядке (%2), поэтому больше ничего не сделано.</translation>
    </message>
    <message>
        <source>Look at it with: pultctl nodes list, and into its log.</source>
        <translation>Посмотрите на него через pultctl nodes list и в его журнал.</translation>
    </message>
    <message>
        <source>The node %1 did not come back in time, so nothing more was done.</source>
        <translation>Узел %1 не вернулся вовремя, поэтому больше ничего не сделано.</translation>
    </message>
    <message>
        <source>Look into its log; the other nodes go on.</source>
        <translation>Посмотрите в его журнал; остальные узлы работают.</translation>
    </message>
    <message>
        <source>The node %1 was asked and did not answer in time.</source>
        <translation>Узел %1 не ответил вовремя.</translation>
    </message>
    <message>
        <source>No node of the group &quot;%1&quot; runs.</source>
        <translation>Ни один узел группы «%1» не работает.</translation>
    </message>
    <message>
        <source>See them with: pultctl nodes list. A node&apos;s group is its NODE_GROUP.</source>
        <translation>Узлы покажет pultctl nodes list. Группу узла задаёт NODE_GROUP.</translation>
    </message>
    <message>
        <source>There is no service manager here to ask.</source>
        <translation>Диспетчера служб здесь нет.</translation>
    </message>
    <message>
        <source>In a container start pultd itself; on Linux this takes systemd.</source>
        <translation>В контейнере запускайте сам pultd; в Linux нужен systemd.</translation>
    </message>
    <message>
        <source>There is no program %1 for the service to run.</source>
        <translation>Программы %1 для службы нет.</translation>
    </message>
    <message>
        <source>Name it with --program.</source>
        <translation>Укажите её через --program.</translation>
    </message>
    <message>
        <source>&quot;%1&quot; holds characters that a service&apos;s definition cannot.</source>
        <translation>В «%1» есть символы, недопустимые в описании службы.</translation>
    </message>
    <message>
        <source>Use a path of letters, digits, &apos;-&apos;, &apos;_&apos;, &apos;.&apos; and &apos;/&apos;.</source>
        <translation>Возьмите путь из букв, цифр, &apos;-&apos;, &apos;_&apos;, &apos;.&apos; и &apos;/&apos;.</translation>
    </message>
    <message>
        <source>The system did not do that with the service %1: %2</source>
        <translation>Система не сделала этого со службой %1: %2</translation>
    </message>
    <message>
        <source>Services are changed as root, or as administrator.</source>
        <translation>Службы меняет root или администратор.</translation>
    </message>
    <message>
        <source>The database has no log of a node %1.</source>
        <translation>В базе нет журнала узла %1.</translation>
    </message>
    <message>
        <source>It keeps the last day of nodes that run. See them with: pultctl nodes list.</source>
        <translation>Она хранит последние сутки работающих узлов. Их покажет pultctl nodes list.</translation>
    </message>
    <message>
        <source>The start with your session could not be changed.</source>
        <translation>Не удалось изменить запуск вместе с вашим сеансом.</translation>
    </message>
    <message>
        <source>Check the rights of your autostart folder.</source>
        <translation>Проверьте права на папку автозапуска.</translation>
    </message>
    <message>
        <source>The settings could not be written to %1: %2</source>
        <translation>Не удалось записать настройки в %1: %2</translation>
    </message>
    <message>
        <source>The system&apos;s keychain does not give or take %1: %2</source>
        <translation>Системная связка ключей не отдаёт или не принимает %1: %2</translation>
    </message>
    <message>
        <source>Unlock the keychain, or give the value by the environment.</source>
        <translation>Разблокируйте связку ключей или передайте значение через окружение.</translation>
    </message>
    <message>
        <source>%1 is not kept: PULT_KEYCHAIN is off.</source>
        <translation>%1 не сохраняется: PULT_KEYCHAIN выключена.</translation>
    </message>
    <message>
        <source>Give it by the environment or .env, or set PULT_KEYCHAIN to file.</source>
        <translation>Передайте значение через окружение или .env либо задайте PULT_KEYCHAIN=file.</translation>
    </message>
    <message>
        <source>&quot;%1&quot; begins with a word that is no key of a filter.</source>
        <translation>«%1» начинается со слова, которого нет среди ключей фильтра.</translation>
    </message>
    <message>
        <source>Keys are: %2. Put text with a colon into quotes.</source>
        <translation>Ключи: %2. Текст с двоеточием возьмите в кавычки.</translation>
    </message>
    <message>
        <source>In the filter, %1 has no counterpart or stands alone.</source>
        <translation>В фильтре %1 стоит без пары или само по себе.</translation>
    </message>
    <message>
        <source>Quotes and parentheses come in pairs, OR stands between two words.</source>
        <translation>Кавычки и скобки ставятся парами, OR — между двумя словами.</translation>
    </message>
    <message>
        <source>Operation %1 cannot be undone.</source>
        <translation>Операцию %1 нельзя вернуть.</translation>
    </message>
    <message>
        <source>The range of the report ends (%2) before it begins (%1).</source>
        <translation>Промежуток отчёта кончается (%2) раньше, чем начинается (%1).</translation>
    </message>
    <message>
        <source>Give an end that is later than the beginning.</source>
        <translation>Укажите конец позже начала.</translation>
    </message>
    <message>
        <source>There is no column &quot;%1&quot; in the report &quot;%2&quot;.</source>
        <translation>В отчёте «%2» нет столбца «%1».</translation>
    </message>
    <message>
        <source>It has these columns: %3.</source>
        <translation>В нём есть столбцы: %3.</translation>
    </message>
    <message>
        <source>A scheduled report cannot have %1 = &quot;%2&quot;.</source>
        <translation>У отчёта по расписанию не может быть %1 = «%2».</translation>
    </message>
    <message>
        <source>It takes: %3.</source>
        <translation>Допустимо: %3.</translation>
    </message>
    <message>
        <source>Number</source>
        <translation>Номер</translation>
    </message>
    <message>
        <source>Kind of work</source>
        <translation>Вид работы</translation>
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
        <source>Profile</source>
        <translation>Профиль</translation>
    </message>
    <message>
        <source>Priority</source>
        <translation>Приоритет</translation>
    </message>
    <message>
        <source>Batch</source>
        <translation>Пакет</translation>
    </message>
    <message>
        <source>Attempts used</source>
        <translation>Попыток сделано</translation>
    </message>
    <message>
        <source>Attempts allowed</source>
        <translation>Попыток разрешено</translation>
    </message>
    <message>
        <source>Worker</source>
        <translation>Исполнитель</translation>
    </message>
    <message>
        <source>Created</source>
        <translation>Создана</translation>
    </message>
    <message>
        <source>Started</source>
        <translation>Начата</translation>
    </message>
    <message>
        <source>Ended</source>
        <translation>Закончена</translation>
    </message>
    <message>
        <source>Ran, s</source>
        <translation>Выполнялась, с</translation>
    </message>
    <message>
        <source>Error code</source>
        <translation>Код ошибки</translation>
    </message>
    <message>
        <source>Error</source>
        <translation>Ошибка</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>Время</translation>
    </message>
    <message>
        <source>Computer</source>
        <translation>Компьютер</translation>
    </message>
    <message>
        <source>Stretch, s</source>
        <translation>Промежуток, с</translation>
    </message>
    <message>
        <source>Measured, s</source>
        <translation>Измерено, с</translation>
    </message>
    <message>
        <source>Memory of Pult, MB</source>
        <translation>Память Pult, МБ</translation>
    </message>
    <message>
        <source>Memory of Pult at most, MB</source>
        <translation>Память Pult, наибольшая, МБ</translation>
    </message>
    <message>
        <source>Processor, Pult, % of a core</source>
        <translation>Процессор, Pult, % ядра</translation>
    </message>
    <message>
        <source>Memory of browsers, MB</source>
        <translation>Память браузеров, МБ</translation>
    </message>
    <message>
        <source>Processor, browsers, % of a core</source>
        <translation>Процессор, браузеры, % ядра</translation>
    </message>
    <message>
        <source>Browsers</source>
        <translation>Браузеры</translation>
    </message>
    <message>
        <source>Memory of the computer, %</source>
        <translation>Память компьютера, %</translation>
    </message>
    <message>
        <source>Processors of the computer, %</source>
        <translation>Процессоры компьютера, %</translation>
    </message>
    <message>
        <source>Free on the disk, MB</source>
        <translation>Свободно на диске, МБ</translation>
    </message>
    <message>
        <source>Running tasks</source>
        <translation>Выполняется задач</translation>
    </message>
    <message>
        <source>Waiting in all queues</source>
        <translation>Ждут во всех очередях</translation>
    </message>
    <message>
        <source>Runs started</source>
        <translation>Запусков начато</translation>
    </message>
    <message>
        <source>Runs completed</source>
        <translation>Запусков выполнено</translation>
    </message>
    <message>
        <source>Runs failed</source>
        <translation>Запусков не удалось</translation>
    </message>
    <message>
        <source>Completed per second</source>
        <translation>Выполнено в секунду</translation>
    </message>
    <message>
        <source>Wait p50, s</source>
        <translation>Ожидание p50, с</translation>
    </message>
    <message>
        <source>Wait p95, s</source>
        <translation>Ожидание p95, с</translation>
    </message>
    <message>
        <source>Wait p99, s</source>
        <translation>Ожидание p99, с</translation>
    </message>
    <message>
        <source>Run p50, s</source>
        <translation>Выполнение p50, с</translation>
    </message>
    <message>
        <source>Run p95, s</source>
        <translation>Выполнение p95, с</translation>
    </message>
    <message>
        <source>Run p99, s</source>
        <translation>Выполнение p99, с</translation>
    </message>
    <message>
        <source>Runs</source>
        <translation>Запусков</translation>
    </message>
    <message>
        <source>Runs cancelled</source>
        <translation>Запусков отменено</translation>
    </message>
    <message>
        <source>Other runs</source>
        <translation>Прочих запусков</translation>
    </message>
    <message>
        <source>Completed, %</source>
        <translation>Выполнено, %</translation>
    </message>
    <message>
        <source>A run on average, s</source>
        <translation>Запуск в среднем, с</translation>
    </message>
    <message>
        <source>The longest run, s</source>
        <translation>Самый долгий запуск, с</translation>
    </message>
    <message>
        <source>First</source>
        <translation>Первый</translation>
    </message>
    <message>
        <source>Last</source>
        <translation>Последний</translation>
    </message>
    <message>
        <source>Tasks</source>
        <translation>Задач</translation>
    </message>
    <message>
        <source>Last task</source>
        <translation>Последняя задача</translation>
    </message>
    <message>
        <source>Last profile</source>
        <translation>Последний профиль</translation>
    </message>
    <message>
        <source>its first line</source>
        <translation>его первая строка</translation>
    </message>
    <message>
        <source>its version of HTTP</source>
        <translation>его версия HTTP</translation>
    </message>
    <message>
        <source>a header line</source>
        <translation>строка заголовка</translation>
    </message>
    <message>
        <source>a folded header line</source>
        <translation>перенесённая строка заголовка</translation>
    </message>
    <message>
        <source>the length of its body</source>
        <translation>длина его тела</translation>
    </message>
    <message>
        <source>a header that must stand exactly once</source>
        <translation>заголовок, который должен стоять ровно один раз</translation>
    </message>
    <message>
        <source>its path</source>
        <translation>его путь</translation>
    </message>
    <message>
        <source>what stands after the question mark</source>
        <translation>то, что стоит после вопросительного знака</translation>
    </message>
    <message>
        <source>a chunk of its body</source>
        <translation>фрагмент его тела</translation>
    </message>
    <message>
        <source>it is not known</source>
        <translation>он неизвестен</translation>
    </message>
    <message>
        <source>it has expired</source>
        <translation>его срок истёк</translation>
    </message>
    <message>
        <source>it does not count yet</source>
        <translation>он ещё не действует</translation>
    </message>
    <message>
        <source>it is meant for somebody else</source>
        <translation>он предназначен не нам</translation>
    </message>
    <message>
        <source>only HS256 is taken</source>
        <translation>принимается только HS256</translation>
    </message>
    <message>
        <source>its signature is wrong</source>
        <translation>его подпись неверна</translation>
    </message>
    <message>
        <source>it has not the form of a token</source>
        <translation>это не похоже на токен</translation>
    </message>
    <message>
        <source>it counts for too long</source>
        <translation>он действует слишком долго</translation>
    </message>
    <message>
        <source>This is no request that can be answered: %1.</source>
        <translation>На такой запрос ответить нельзя: %1.</translation>
    </message>
    <message>
        <source>Send it as HTTP/1.1 with escaped UTF-8 in the address.</source>
        <translation>Отправьте его как HTTP/1.1 с экранированным UTF-8 в адресе.</translation>
    </message>
    <message>
        <source>The request has more headers than are read (limit %1).</source>
        <translation>В запросе больше заголовков, чем читается (предел %1).</translation>
    </message>
    <message>
        <source>The request&apos;s body is larger than %1 bytes.</source>
        <translation>Тело запроса больше %1 байт.</translation>
    </message>
    <message>
        <source>Send it in several requests.</source>
        <translation>Отправьте его несколькими запросами.</translation>
    </message>
    <message>
        <source>Too many large requests are on their way at once.</source>
        <translation>Одновременно передаётся слишком много больших запросов.</translation>
    </message>
    <message>
        <source>Try again in a moment.</source>
        <translation>Повторите чуть позже.</translation>
    </message>
    <message>
        <source>Too many connections are open.</source>
        <translation>Открыто слишком много соединений.</translation>
    </message>
    <message>
        <source>Try again in a moment, and close connections that are done.</source>
        <translation>Повторите чуть позже и закрывайте соединения, которые больше не нужны.</translation>
    </message>
    <message>
        <source>The request did not arrive whole within %1 s.</source>
        <translation>Запрос не пришёл целиком за %1 с.</translation>
    </message>
    <message>
        <source>The node found no answer within %1 s.</source>
        <translation>Узел не нашёл ответа за %1 с.</translation>
    </message>
    <message>
        <source>Try again; if it stays so, look at the database&apos;s load.</source>
        <translation>Повторите; если не проходит, посмотрите на нагрузку базы данных.</translation>
    </message>
    <message>
        <source>There is nothing at %1.</source>
        <translation>По адресу %1 ничего нет.</translation>
    </message>
    <message>
        <source>See /api/v1/openapi.json for what there is.</source>
        <translation>Что есть, описано в /api/v1/openapi.json.</translation>
    </message>
    <message>
        <source>%1 is not possible here.</source>
        <translation>%1 здесь невозможен.</translation>
    </message>
    <message>
        <source>More than %1 requests in %2 s.</source>
        <translation>Больше %1 запросов за %2 с.</translation>
    </message>
    <message>
        <source>Come back in %3 s.</source>
        <translation>Повторите через %3 с.</translation>
    </message>
    <message>
        <source>This needs a token.</source>
        <translation>Для этого нужен токен.</translation>
    </message>
    <message>
        <source>Send the header Authorization: Bearer …; pultctl token create makes one.</source>
        <translation>Отправьте заголовок Authorization: Bearer …; токен создаёт pultctl token create.</translation>
    </message>
    <message>
        <source>The token is not accepted: %1.</source>
        <translation>Токен не принят: %1.</translation>
    </message>
    <message>
        <source>See the tokens with: pultctl token list.</source>
        <translation>Все токены показывает: pultctl token list.</translation>
    </message>
    <message>
        <source>The token does not allow this; it needs: %1.</source>
        <translation>Токен этого не разрешает; нужно: %1.</translation>
    </message>
    <message>
        <source>Use one that may, or create it with: pultctl token create.</source>
        <translation>Возьмите подходящий или создайте его: pultctl token create.</translation>
    </message>
    <message>
        <source>Too many wrong tokens came from this address.</source>
        <translation>С этого адреса пришло слишком много неверных токенов.</translation>
    </message>
    <message>
        <source>It may try again in %1 s.</source>
        <translation>Снова можно через %1 с.</translation>
    </message>
    <message>
        <source>&quot;%1&quot; is no name of this computer.</source>
        <translation>«%1» — не имя этого компьютера.</translation>
    </message>
    <message>
        <source>Use localhost or its address.</source>
        <translation>Обращайтесь по localhost или по его адресу.</translation>
    </message>
    <message>
        <source>There is no token &quot;%1&quot;.</source>
        <translation>Токена «%1» нет.</translation>
    </message>
    <message>
        <source>See all of them with: pultctl token list.</source>
        <translation>Все токены показывает: pultctl token list.</translation>
    </message>
    <message>
        <source>There is a token &quot;%1&quot; already.</source>
        <translation>Токен «%1» уже есть.</translation>
    </message>
    <message>
        <source>Rotate or revoke it, or choose another name.</source>
        <translation>Замените или отзовите его либо выберите другое имя.</translation>
    </message>
    <message>
        <source>&quot;%1&quot; is no name for a token.</source>
        <translation>«%1» не годится как имя токена.</translation>
    </message>
    <message>
        <source>It takes 1 to 64 letters, digits, dots, dashes and underscores.</source>
        <translation>Подходят от 1 до 64 букв, цифр, точек, дефисов и подчёркиваний.</translation>
    </message>
    <message>
        <source>&quot;%1&quot; is nothing that a token can allow.</source>
        <translation>«%1» — не то, что может разрешать токен.</translation>
    </message>
    <message>
        <source>It takes: read, operate, admin, metrics.</source>
        <translation>Подходят: read, operate, admin, metrics.</translation>
    </message>
    <message>
        <source>The port %2 of %1 is taken by another program.</source>
        <translation>Порт %2 на %1 занят другой программой.</translation>
    </message>
    <message>
        <source>Choose another with WORKER_BASE_PORT (0: any free one), or end that program.</source>
        <translation>Выберите другой в WORKER_BASE_PORT (0 — любой свободный) или завершите ту программу.</translation>
    </message>
    <message>
        <source>WORKER_HOST = &quot;%1&quot; is no address to listen on.</source>
        <translation>WORKER_HOST = «%1» — не адрес, на котором можно слушать.</translation>
    </message>
    <message>
        <source>Write localhost or a numeric address such as 127.0.0.1 or 0.0.0.0.</source>
        <translation>Напишите localhost или числовой адрес, например 127.0.0.1 или 0.0.0.0.</translation>
    </message>
    <message>
        <source>WORKER_HOST = %1 can be reached from other computers, and there is no token.</source>
        <translation>WORKER_HOST = %1 доступен с других компьютеров, а токена нет.</translation>
    </message>
    <message>
        <source>Create one with pultctl token create, or set WORKER_API_TOKEN.</source>
        <translation>Создайте его командой pultctl token create или задайте WORKER_API_TOKEN.</translation>
    </message>
    <message>
        <source>The certificate %1 with the key %2 cannot be used: %3.</source>
        <translation>Сертификат %1 с ключом %2 не годится: %3.</translation>
    </message>
    <message>
        <source>Both are PEM files that belong together and that Pult may read.</source>
        <translation>Это должны быть парные файлы PEM, которые Pult может прочесть.</translation>
    </message>
    <message>
        <source>TRUSTED_PROXIES names &quot;%1&quot;, which is no address or network.</source>
        <translation>В TRUSTED_PROXIES указано «%1» — это не адрес и не сеть.</translation>
    </message>
    <message>
        <source>Write addresses or networks such as 10.0.0.0/8, with commas between.</source>
        <translation>Напишите адреса или сети через запятую, например 10.0.0.0/8.</translation>
    </message>
    <message>
        <source>%1 begins no more tasks until it is resumed; running: %2.</source>
        <translation>%1 не начинает новых задач, пока приём не возобновят; выполняется: %2.</translation>
    </message>
    <message>
        <source>%1 hands back what runs and ends; running: %2.</source>
        <translation>%1 возвращает задачи в очередь и завершается; выполнялось: %2.</translation>
    </message>
    <message>
        <source>schema %1 is older than this program&apos;s %2</source>
        <translation>схема %1 старше, чем нужна программе (%2)</translation>
    </message>
    <message>
        <source>answers in %1 ms</source>
        <translation>отвечает за %1 мс</translation>
    </message>
    <message>
        <source>local browsers are used</source>
        <translation>используются локальные браузеры</translation>
    </message>
    <message>
        <source>answers</source>
        <translation>отвечает</translation>
    </message>
    <message>
        <source>%1 MB in use</source>
        <translation>занято %1 МБ</translation>
    </message>
    <message>
        <source>%1 MB free</source>
        <translation>свободно %1 МБ</translation>
    </message>
    <message>
        <source>the engine has not moved for %1 s</source>
        <translation>движок не отзывается уже %1 с</translation>
    </message>
    <message>
        <source>starting</source>
        <translation>запускается</translation>
    </message>
    <message>
        <source>%1 of %2 workers work</source>
        <translation>работают исполнители: %1 из %2</translation>
    </message>
    <message>
        <source>%1 = %2 is not right.</source>
        <translation>%1 = %2 — неверное значение.</translation>
    </message>
    <message>
        <source>It takes: %3</source>
        <translation>Допустимо: %3</translation>
    </message>
    <message>
        <source>%1 is not known here.</source>
        <translation>%1 здесь не известно.</translation>
    </message>
    <message>
        <source>Known are: %2</source>
        <translation>Известны: %2</translation>
    </message>
    <message>
        <source>%1 is missing.</source>
        <translation>Не хватает: %1.</translation>
    </message>
    <message>
        <source>Add it; /api/v1/openapi.json says what it takes.</source>
        <translation>Добавьте; что допустимо, сказано в /api/v1/openapi.json.</translation>
    </message>
    <message>
        <source>%1 is given more than once.</source>
        <translation>%1 указано больше одного раза.</translation>
    </message>
    <message>
        <source>Give it once; several values are written with commas between.</source>
        <translation>Укажите один раз; несколько значений пишутся через запятую.</translation>
    </message>
    <message>
        <source>The request has no body.</source>
        <translation>У запроса нет тела.</translation>
    </message>
    <message>
        <source>Send a JSON document; /api/v1/openapi.json says which.</source>
        <translation>Пришлите документ JSON; какой — сказано в /api/v1/openapi.json.</translation>
    </message>
    <message>
        <source>/%1 is a bulk upload in an array.</source>
        <translation>/%1 — массовая загрузка внутри массива.</translation>
    </message>
    <message>
        <source>Send it alone, as an object.</source>
        <translation>Пришлите её отдельно, объектом.</translation>
    </message>
    <message>
        <source>%1 did not answer within %2 s.</source>
        <translation>%1 не отвечает в течение %2 с.</translation>
    </message>
    <message>
        <source>Check that the app runs.</source>
        <translation>Проверьте, что программа запущена.</translation>
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
    <message>
        <source>No node runs on this database.</source>
        <translation>С этой базой не работает ни один узел.</translation>
    </message>
    <message>
        <source>Start one: pultctl service start</source>
        <translation>Запустите: pultctl service start</translation>
    </message>
    <message>
        <source>There is no alert %1.</source>
        <translation>Оповещения %1 нет.</translation>
    </message>
    <message>
        <source>It may have ended; /api/v1/alerts lists those that fire.</source>
        <translation>Возможно, оно уже закончилось; действующие перечисляет /api/v1/alerts.</translation>
    </message>
    <message>
        <source>%1, line %2: this is neither NAME=value nor a comment nor a [section].</source>
        <translation>%1, строка %2: это не ИМЯ=значение, не комментарий и не [раздел].</translation>
    </message>
    <message>
        <source>Begin comments with ; or #, and close every quote.</source>
        <translation>Начинайте комментарии с ; или # и закрывайте все кавычки.</translation>
    </message>
    <message>
        <source>The service on this data folder was not given %1: this window only looks on.</source>
        <translation>Служба этой папки данных не получила %1: это окно только наблюдает.</translation>
    </message>
    <message>
        <source>Write it into pult.ini, which the service follows, or start the service with it.</source>
        <translation>Запишите это в pult.ini, за которым служба следит, или запустите службу с этим значением.</translation>
    </message>
    <message>
        <source>Workers can be drained, resumed and killed.</source>
        <translation>Исполнителя можно остановить (drain), вернуть к работе (resume) и прервать (kill).</translation>
    </message>
    <message>
        <source>Worker %2 of %1 hands back what it runs and is replaced.</source>
        <translation>Исполнитель %2 на %1 возвращает свои задачи, его место займёт новый.</translation>
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
        <source>broadcast</source>
        <extracomment>kind of a task: a message to many</extracomment>
        <translation>рассылка</translation>
    </message>
    <message>
        <source>command</source>
        <extracomment>kind of a task: a program is run</extracomment>
        <translation>команда</translation>
    </message>
    <message>
        <source>probe</source>
        <extracomment>kind of a task: it only tells that something works</extracomment>
        <translation>проба</translation>
    </message>
    <message>
        <source>report</source>
        <extracomment>kind of a task</extracomment>
        <translation>отчёт</translation>
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
        <source>%1 starts no browsers: its disk has %2 MB left, a browser needs at least %3 MB</source>
        <translation>%1 не запускает браузеры: на диске осталось %2 МБ, браузеру нужно не меньше %3 МБ</translation>
    </message>
    <message>
        <source>Step %1: the page did not open: %2.</source>
        <translation>Шаг %1: страница не открылась: %2.</translation>
    </message>
    <message>
        <source>See whether the site answers and the address in the flow is right; retry the task when it does.</source>
        <translation>Посмотрите, отвечает ли сайт и верен ли адрес в сценарии; когда ответит, повторите задачу.</translation>
    </message>
    <message>
        <source>Waiting tasks go on by themselves and lose no attempt. More is in the Breakers panel, or: pultctl breakers list.</source>
        <translation>Ожидающие задачи продолжатся сами и не потеряют попытку. Подробности: панель «Предохранители» или pultctl breakers list.</translation>
    </message>
    <message>
        <source>Only what ended within the last 24 hours can, once, and no second run of completed tasks.</source>
        <translation>Вернуть можно то, что закончилось за последние 24 часа, один раз; повтор готовых задач — нельзя.</translation>
    </message>
    <message>
        <source>Task %1 was changed after that (by: %2), so it stays as it is now.</source>
        <translation>Задачу %1 после этого изменили (кто: %2), поэтому она остаётся как сейчас.</translation>
    </message>
    <message>
        <source>The log of changes says what was done to it; change the task itself if you want something else.</source>
        <translation>Что с ней сделали, сказано в журнале изменений; если нужно иначе, измените саму задачу.</translation>
    </message>
    <message>
        <source>Queue %1 was changed after that (by: %2), so it stays as it is now.</source>
        <translation>Очередь %1 после этого изменили (кто: %2), поэтому она остаётся как сейчас.</translation>
    </message>
    <message>
        <source>Look at the queue and pause it, or let it go on, yourself.</source>
        <translation>Посмотрите на очередь и приостановите или возобновите её сами.</translation>
    </message>
    <message>
        <source>%1 does not answer itself but leads to %2.</source>
        <translation>%1 не отвечает сам, а ведёт на %2.</translation>
    </message>
    <message>
        <source>If that is the node, give its address to --url; the token is not sent to another place unasked.</source>
        <translation>Если узел там, укажите этот адрес в --url: без спроса токен в другое место не отправляется.</translation>
    </message>
    <message>
        <source>&quot;%1&quot; takes recording and media from this computer, and a node at another address cannot read its files.</source>
        <translation>«%1» берёт запись и медиафайлы с этого компьютера, а узел по другому адресу их прочесть не может.</translation>
    </message>
    <message>
        <source>Run it on the node&apos;s computer, or name files of that computer: pultctl --url … tasks add --kind bulk_upload --payload &apos;{&quot;flow&quot;:…,&quot;profiles&quot;:[…],&quot;media&quot;:[…]}&apos;.</source>
        <translation>Запустите на компьютере узла или назовите файлы того компьютера: pultctl --url … tasks add --kind bulk_upload --payload &apos;{&quot;flow&quot;:…,&quot;profiles&quot;:[…],&quot;media&quot;:[…]}&apos;.</translation>
    </message>
    <message>
        <source>&quot;%1&quot; reads the settings&apos; files and the environment that a start on this computer would read, and these are not the node&apos;s.</source>
        <translation>«%1» читает файлы настроек и окружение, с которыми запустился бы узел на этом компьютере, а они не того узла.</translation>
    </message>
    <message>
        <source>Run it on the node&apos;s computer; what the node works with is shown by: pultctl --url … config show.</source>
        <translation>Запустите на компьютере узла; с чем узел работает, показывает pultctl --url … config show.</translation>
    </message>
    <message>
        <source>&quot;%1&quot; looks at a file of this computer and needs no node.</source>
        <translation>«%1» смотрит файл этого компьютера, узел для этого не нужен.</translation>
    </message>
    <message>
        <source>Leave out --url.</source>
        <translation>Уберите --url.</translation>
    </message>
    <message>
        <source>&quot;%1&quot; plays a file of this computer and follows its steps in the database, which the node&apos;s address does not give.</source>
        <translation>«%1» проигрывает файл этого компьютера и следит за шагами в базе, а адрес узла доступа к ней не даёт.</translation>
    </message>
    <message>
        <source>Run it on the node&apos;s computer, or hand over the recording itself: pultctl --url … tasks add --kind browser_flow --payload &apos;{&quot;flow&quot;:…,&quot;profile&quot;:…}&apos;.</source>
        <translation>Запустите на компьютере узла или передайте саму запись: pultctl --url … tasks add --kind browser_flow --payload &apos;{&quot;flow&quot;:…,&quot;profile&quot;:…}&apos;.</translation>
    </message>
    <message>
        <source>&quot;%1&quot; rebuilds the tables of a database, and no address of a node may do that.</source>
        <translation>«%1» перестраивает таблицы базы, а через адрес узла это не разрешено.</translation>
    </message>
    <message>
        <source>Run it where DATABASE_URL or --data-dir names the database; a newer node also does it when it starts.</source>
        <translation>Запустите там, где базу называют DATABASE_URL или --data-dir; узел новой версии делает это и сам при запуске.</translation>
    </message>
    <message>
        <source>&quot;%1&quot; asks the browser provider of this computer, and a node does not hand out the list of its own.</source>
        <translation>«%1» спрашивает провайдера браузеров на этом компьютере, а список своих профилей узел не отдаёт.</translation>
    </message>
    <message>
        <source>Run it on the node&apos;s computer, without --url.</source>
        <translation>Запустите на компьютере узла, без --url.</translation>
    </message>
    <message>
        <source>&quot;%1&quot; speaks to the service manager of this computer, which knows nothing of a node elsewhere.</source>
        <translation>«%1» обращается к диспетчеру служб этого компьютера, а тот об узле в другом месте не знает.</translation>
    </message>
    <message>
        <source>Run it on the node&apos;s computer; over its address there are: pultctl --url … nodes drain, stop, restart.</source>
        <translation>Запустите на компьютере узла; через адрес узла есть pultctl --url … nodes drain, stop, restart.</translation>
    </message>
    <message>
        <source>The report is larger than %1 MB.</source>
        <translation>Отчёт больше %1 МБ.</translation>
    </message>
    <message>
        <source>Ask for a shorter time or fewer columns, or make it on the node&apos;s computer.</source>
        <translation>Задайте более короткое время или меньше столбцов, либо сделайте его на компьютере узла.</translation>
    </message>
    <message>
        <source>Step %1 (%2): %4. Tried: %3.</source>
        <translation>Шаг %1 (%2): %4. Искали: %3.</translation>
    </message>
    <message>
        <source>Waited for the last run, s</source>
        <translation>Ожидание последнего запуска, с</translation>
    </message>
    <message>
        <source>Last run, s</source>
        <translation>Последний запуск, с</translation>
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
    <message>
        <source>what keeps calls away from programs and services that fail</source>
        <translation>то, что бережёт от вызовов отказавших программ и служб</translation>
    </message>
    <message>
        <source>state, rates, trips</source>
        <translation>состояние, доли, срабатывания</translation>
    </message>
    <message>
        <source>its name: dolphin, telegram …</source>
        <translation>его имя: dolphin, telegram …</translation>
    </message>
    <message>
        <source>let no call pass, on any node</source>
        <translation>не пропускать вызовы ни на одном узле</translation>
    </message>
    <message>
        <source>why; shown to everybody</source>
        <translation>почему; это видят все</translation>
    </message>
    <message>
        <source>for how long: 90, 30m, 2h</source>
        <translation>на какое время: 90, 30m, 2h</translation>
    </message>
    <message>
        <source>let calls pass and count anew</source>
        <translation>пропускать вызовы и считать заново</translation>
    </message>
    <message>
        <source>do not wait any longer: try it with the next calls</source>
        <translation>больше не ждать: проверить на ближайших вызовах</translation>
    </message>
    <message>
        <source>counters and trips to nought</source>
        <translation>обнулить счётчики и срабатывания</translation>
    </message>
    <message>
        <source>let all calls pass, whatever becomes of them</source>
        <translation>пропускать все вызовы, чем бы они ни кончались</translation>
    </message>
    <message>
        <source>pultctl: commands to Pult, over the database that all nodes share</source>
        <translation>pultctl: команды Пульту через общую базу данных узлов</translation>
    </message>
    <message>
        <source>folder for everything Pult keeps</source>
        <translation>папка для всего, что хранит Пульт</translation>
    </message>
    <message>
        <source>one JSON document on stdout, errors as problem+json on stderr</source>
        <translation>один документ JSON в stdout, ошибки как problem+json в stderr</translation>
    </message>
    <message>
        <source>language: ru or en</source>
        <translation>язык: ru или en</translation>
    </message>
    <message>
        <source>address of a node&apos;s HTTP API</source>
        <translation>адрес HTTP API узла</translation>
    </message>
    <message>
        <source>token for it</source>
        <translation>токен для него</translation>
    </message>
    <message>
        <source>%1 is not a number from %2</source>
        <translation>%1 — не число от %2</translation>
    </message>
    <message>
        <source>%1 is not a number from %2 to %3</source>
        <translation>%1 — не число от %2 до %3</translation>
    </message>
    <message>
        <source>%1 is not one of %2</source>
        <translation>%1 — допустимы только: %2</translation>
    </message>
    <message>
        <source>Examples:</source>
        <translation>Примеры:</translation>
    </message>
    <message>
        <source>nodes on this database</source>
        <translation>узлы этой базы данных</translation>
    </message>
    <message>
        <source>state and workers</source>
        <translation>состояние и исполнители</translation>
    </message>
    <message>
        <source>its name or id; this data folder&apos;s if not given</source>
        <translation>имя или идентификатор; без него — узел этой папки данных</translation>
    </message>
    <message>
        <source>do not wait for its answer</source>
        <translation>не ждать ответа</translation>
    </message>
    <message>
        <source>take no more tasks, let the running ones end</source>
        <translation>не брать новых задач, дать закончиться идущим</translation>
    </message>
    <message>
        <source>take tasks again</source>
        <translation>снова брать задачи</translation>
    </message>
    <message>
        <source>only this worker of it, from 1</source>
        <translation>только этот исполнитель, считая с 1</translation>
    </message>
    <message>
        <source>drain it, then end it</source>
        <translation>дать закончить и остановить</translation>
    </message>
    <message>
        <source>drain it, then begin it anew</source>
        <translation>дать закончить и запустить заново</translation>
    </message>
    <message>
        <source>queues</source>
        <translation>очереди</translation>
    </message>
    <message>
        <source>with their counts</source>
        <translation>с количеством задач</translation>
    </message>
    <message>
        <source>start no more of its tasks</source>
        <translation>не начинать больше её задач</translation>
    </message>
    <message>
        <source>its name</source>
        <translation>имя</translation>
    </message>
    <message>
        <source>shown to whoever asks why a task waits</source>
        <translation>это видит тот, кто спросит, почему задача ждёт</translation>
    </message>
    <message>
        <source>the pause ends by itself then (ISO 8601)</source>
        <translation>в это время пауза кончится сама (ISO 8601)</translation>
    </message>
    <message>
        <source>limit it over all nodes; &quot;off&quot; takes a limit away</source>
        <translation>ограничить на всех узлах; «off» снимает ограничение</translation>
    </message>
    <message>
        <source>at most this many at once</source>
        <translation>не больше стольких сразу</translation>
    </message>
    <message>
        <source>at most N starts in S seconds</source>
        <translation>не больше N запусков за S секунд</translation>
    </message>
    <message>
        <source>--concurrency or --rate is needed</source>
        <translation>нужен --concurrency или --rate</translation>
    </message>
    <message>
        <source>start its tasks again</source>
        <translation>снова начинать её задачи</translation>
    </message>
    <message>
        <source>leases of running tasks, and other locks</source>
        <translation>аренды идущих задач и другие блокировки</translation>
    </message>
    <message>
        <source>who holds what, until when</source>
        <translation>кто что держит и до какого времени</translation>
    </message>
    <message>
        <source>free locks that have expired; prints which</source>
        <translation>снять истёкшие блокировки и показать какие</translation>
    </message>
    <message>
        <source>show them, change nothing</source>
        <translation>показать, ничего не менять</translation>
    </message>
    <message>
        <source>only of this worker, or of this node</source>
        <translation>только этого исполнителя или этого узла</translation>
    </message>
    <message>
        <source>also those that it still holds</source>
        <translation>и те, что он ещё держит</translation>
    </message>
    <message>
        <source>changes to all tasks that match a filter</source>
        <translation>изменения всех задач, подходящих под фильтр</translation>
    </message>
    <message>
        <source>newest first</source>
        <translation>новые вначале</translation>
    </message>
    <message>
        <source>at most this many</source>
        <translation>не больше стольких</translation>
    </message>
    <message>
        <source>how far they are, what was refused</source>
        <translation>насколько продвинулись и что отклонено</translation>
    </message>
    <message>
        <source>operations</source>
        <translation>операции</translation>
    </message>
    <message>
        <source>stop them; what is done stays done</source>
        <translation>остановить; что сделано, остаётся</translation>
    </message>
    <message>
        <source>tasks that come by the clock</source>
        <translation>задачи по расписанию</translation>
    </message>
    <message>
        <source>add one</source>
        <translation>добавить</translation>
    </message>
    <message>
        <source>minute hour day-of-month month day-of-week, or @hourly, @daily …</source>
        <translation>минута час день месяц день-недели или @hourly, @daily …</translation>
    </message>
    <message>
        <source>like Europe/Berlin; this computer&apos;s if not given</source>
        <translation>например, Europe/Berlin; без него — пояс этого компьютера</translation>
    </message>
    <message>
        <source>while the last one is not finished: skip, queue or replace</source>
        <translation>пока прошлая не закончена: skip (пропустить), queue (в очередь), replace (заменить)</translation>
    </message>
    <message>
        <source>times that no node was there for: skip, once or all</source>
        <translation>пропущенные без узлов сроки: skip (пропустить), once (один раз), all (все)</translation>
    </message>
    <message>
        <source>kind of work: browser_flow, http_request …</source>
        <translation>вид работы: browser_flow, http_request …</translation>
    </message>
    <message>
        <source>with the next times and what the last one did</source>
        <translation>со следующими сроками и итогом последнего</translation>
    </message>
    <message>
        <source>its name or number</source>
        <translation>имя или номер</translation>
    </message>
    <message>
        <source>let its times go by</source>
        <translation>пропускать сроки</translation>
    </message>
    <message>
        <source>go on with the next time</source>
        <translation>продолжить со следующего срока</translation>
    </message>
    <message>
        <source>a task of it now; prints the id</source>
        <translation>задача по нему сейчас; печатает номер</translation>
    </message>
    <message>
        <source>remove it; its tasks stay</source>
        <translation>удалить; его задачи остаются</translation>
    </message>
    <message>
        <source>tasks</source>
        <translation>задачи</translation>
    </message>
    <message>
        <source>all that match: state:failed kind:K queue:Q batch:N operation:N, text</source>
        <translation>все подходящие: state:failed kind:K queue:Q batch:N operation:N, текст</translation>
    </message>
    <message>
        <source>all in these states, by comma; also: failed, waiting</source>
        <translation>все в этих состояниях через запятую; также failed, waiting</translation>
    </message>
    <message>
        <source>all of this kind</source>
        <translation>все этого вида</translation>
    </message>
    <message>
        <source>say how many match, change nothing</source>
        <translation>сказать, сколько подходит, ничего не менять</translation>
    </message>
    <message>
        <source>leave it to the nodes</source>
        <translation>оставить это узлам</translation>
    </message>
    <message>
        <source>the tasks&apos; numbers, or --filter, --state or --kind are needed</source>
        <translation>нужны номера задач или --filter, --state, --kind</translation>
    </message>
    <message>
        <source>add a task, or a file of them; prints the ids</source>
        <translation>добавить задачу или файл задач; печатает номера</translation>
    </message>
    <message>
        <source>not before this time (ISO 8601)</source>
        <translation>не раньше этого времени (ISO 8601)</translation>
    </message>
    <message>
        <source>refuse it while an unfinished task has this key</source>
        <translation>отказать, пока есть незавершённая задача с этим ключом</translation>
    </message>
    <message>
        <source>tasks that must be completed first</source>
        <translation>задачи, которые должны выполниться раньше</translation>
    </message>
    <message>
        <source>JSON lines, one task each</source>
        <translation>строки JSON, по задаче в каждой</translation>
    </message>
    <message>
        <source>--kind or --file is needed</source>
        <translation>нужен --kind или --file</translation>
    </message>
    <message>
        <source>states by comma; also: failed, waiting</source>
        <translation>состояния через запятую; также failed, waiting</translation>
    </message>
    <message>
        <source>kind of work</source>
        <translation>вид работы</translation>
    </message>
    <message>
        <source>words: state:failed kind:K queue:Q batch:N, or text to find</source>
        <translation>слова state:failed kind:K queue:Q batch:N или текст для поиска</translation>
    </message>
    <message>
        <source>&quot;next&quot; of the page before</source>
        <translation>«next» предыдущей страницы</translation>
    </message>
    <message>
        <source>counts by state and by attempts</source>
        <translation>количество по состояниям и по попыткам</translation>
    </message>
    <message>
        <source>everything about them</source>
        <translation>всё о них</translation>
    </message>
    <message>
        <source>why they wait</source>
        <translation>почему они ждут</translation>
    </message>
    <message>
        <source>what was deleted within a day, newest first</source>
        <translation>удалённое за сутки, новое вначале</translation>
    </message>
    <message>
        <source>cancel them</source>
        <translation>отменить</translation>
    </message>
    <message>
        <source>try them again, with fresh attempts</source>
        <translation>повторить, с новыми попытками</translation>
    </message>
    <message>
        <source>put them off without using an attempt</source>
        <translation>отложить, не тратя попытки</translation>
    </message>
    <message>
        <source>for how long</source>
        <translation>на какое время</translation>
    </message>
    <message>
        <source>change their priority</source>
        <translation>изменить приоритет</translation>
    </message>
    <message>
        <source>-100 to 100, larger first</source>
        <translation>от -100 до 100, большие раньше</translation>
    </message>
    <message>
        <source>delete them, unless they run; for a day they can be brought back</source>
        <translation>удалить, если не идут; сутки их можно вернуть</translation>
    </message>
    <message>
        <source>bring deleted ones back</source>
        <translation>вернуть удалённые</translation>
    </message>
    <message>
        <source>answer an unknown outcome</source>
        <translation>ответить на неизвестный исход</translation>
    </message>
    <message>
        <source>it was published</source>
        <translation>публикация состоялась</translation>
    </message>
    <message>
        <source>it was not, run it again</source>
        <translation>не состоялась, выполнить снова</translation>
    </message>
    <message>
        <source>--done or --again is needed</source>
        <translation>нужен --done или --again</translation>
    </message>
    <message>
        <source>what it needs, a JSON object</source>
        <translation>что ей нужно, объект JSON</translation>
    </message>
    <message>
        <source>queue, &quot;default&quot; if not given</source>
        <translation>очередь, без неё «default»</translation>
    </message>
    <message>
        <source>one running task per key</source>
        <translation>одна идущая задача на ключ</translation>
    </message>
    <message>
        <source>name of the node that must run it</source>
        <translation>имя узла, который должен её выполнить</translation>
    </message>
    <message>
        <source>attempts, if not the kind&apos;s</source>
        <translation>число попыток, если не как у вида</translation>
    </message>
    <message>
        <source>when cut off while publishing: ask, retry or skip</source>
        <translation>если прервана при публикации: ask (спросить), retry (повторить), skip (пропустить)</translation>
    </message>
    <message>
        <source>tasks of all queues</source>
        <translation>задачи всех очередей</translation>
    </message>
    <message>
        <source>wait until no task is left to run</source>
        <translation>ждать, пока не останется задач</translation>
    </message>
    <message>
        <source>the only thing to wait for</source>
        <translation>единственное, чего можно ждать</translation>
    </message>
    <message>
        <source>give up after S seconds with exit code 4</source>
        <translation>через S секунд сдаться с кодом 4</translation>
    </message>
    <message>
        <source>batches of tasks</source>
        <translation>пакеты задач</translation>
    </message>
    <message>
        <source>state and counters</source>
        <translation>состояние и счётчики</translation>
    </message>
    <message>
        <source>batches</source>
        <translation>пакеты</translation>
    </message>
    <message>
        <source>one upload per profile</source>
        <translation>по загрузке на профиль</translation>
    </message>
    <message>
        <source>create and start one</source>
        <translation>создать и запустить</translation>
    </message>
    <message>
        <source>recording of the upload</source>
        <translation>запись загрузки</translation>
    </message>
    <message>
        <source>profiles by comma</source>
        <translation>профили через запятую</translation>
    </message>
    <message>
        <source>files; every profile gets all of them</source>
        <translation>файлы; каждый профиль получает все</translation>
    </message>
    <message>
        <source>text; {{profile}} is filled</source>
        <translation>текст; {{profile}} подставляется</translation>
    </message>
    <message>
        <source>tags by comma or blank; {{profile}} is filled</source>
        <translation>теги через запятую или пробел; {{profile}} подставляется</translation>
    </message>
    <message>
        <source>one set per profile: profile,media,caption,tags</source>
        <translation>по набору на профиль: profile,media,caption,tags</translation>
    </message>
    <message>
        <source>a task to run once all uploads have ended</source>
        <translation>задача, когда все загрузки закончатся</translation>
    </message>
    <message>
        <source>create it, do not start it</source>
        <translation>создать, не запускать</translation>
    </message>
    <message>
        <source>--profiles and --media, or --map, are needed</source>
        <translation>нужны --profiles и --media или --map</translation>
    </message>
    <message>
        <source>recordings of Chrome&apos;s Recorder</source>
        <translation>записи Chrome Recorder</translation>
    </message>
    <message>
        <source>what is wrong with it, what to know about it</source>
        <translation>что в ней не так и что надо знать</translation>
    </message>
    <message>
        <source>the recording</source>
        <translation>запись</translation>
    </message>
    <message>
        <source>play it once in a profile and wait for the end</source>
        <translation>проиграть один раз в профиле и дождаться конца</translation>
    </message>
    <message>
        <source>value for {{name}}</source>
        <translation>значение для {{name}}</translation>
    </message>
    <message>
        <source>browser profile</source>
        <translation>профиль браузера</translation>
    </message>
    <message>
        <source>browser profiles</source>
        <translation>профили браузера</translation>
    </message>
    <message>
        <source>of the provider in use</source>
        <translation>используемого провайдера</translation>
    </message>
    <message>
        <source>%1 MB are free in the data folder.</source>
        <translation>В папке данных свободно %1 МБ.</translation>
    </message>
    <message>
        <source>Make room, or move the data folder: a node takes nothing on a full disk.</source>
        <translation>Освободите место или перенесите папку данных: на полном диске узел ничего не берёт.</translation>
    </message>
    <message>
        <source>%1 files may be open at once; so many tasks may need %2.</source>
        <translation>Одновременно можно открыть %1 файлов; стольким задачам может понадобиться %2.</translation>
    </message>
    <message>
        <source>Raise LimitNOFILE= of the service (ulimit -n in a shell).</source>
        <translation>Увеличьте LimitNOFILE= службы (в оболочке ulimit -n).</translation>
    </message>
    <message>
        <source>Enough files may be open at once.</source>
        <translation>Одновременно можно открыть достаточно файлов.</translation>
    </message>
    <message>
        <source>pultctl service install, then pultctl service start</source>
        <translation>pultctl service install, затем pultctl service start</translation>
    </message>
    <message>
        <source>There is no service manager here.</source>
        <translation>Диспетчера служб здесь нет.</translation>
    </message>
    <message>
        <source>Whatever runs the container must start pultd again when it ends.</source>
        <translation>Тот, кто запускает контейнер, должен запускать pultd снова, когда он закончится.</translation>
    </message>
    <message>
        <source>No service &quot;pultd&quot; is installed.</source>
        <translation>Служба «pultd» не установлена.</translation>
    </message>
    <message>
        <source>The service &quot;pultd&quot; has failed.</source>
        <translation>Служба «pultd» завершилась с ошибкой.</translation>
    </message>
    <message>
        <source>journalctl -u pultd says why.</source>
        <translation>Почему — скажет journalctl -u pultd.</translation>
    </message>
    <message>
        <source>The service &quot;pultd&quot; does not run.</source>
        <translation>Служба «pultd» не работает.</translation>
    </message>
    <message>
        <source>The service &quot;pultd&quot; does not begin with the system.</source>
        <translation>Служба «pultd» не запускается вместе с системой.</translation>
    </message>
    <message>
        <source>systemctl enable pultd</source>
        <translation>systemctl enable pultd</translation>
    </message>
    <message>
        <source>The service &quot;pultd&quot; runs and begins with the system.</source>
        <translation>Служба «pultd» работает и запускается вместе с системой.</translation>
    </message>
    <message numerus="yes">
        <source>Dolphin answers and has %n profile(s).</source>
        <translation>
            <numerusform>Dolphin отвечает, в нём %n профиль.</numerusform>
            <numerusform>Dolphin отвечает, в нём %n профиля.</numerusform>
            <numerusform>Dolphin отвечает, в нём %n профилей.</numerusform>
        </translation>
    </message>
    <message>
        <source>Browser: %1</source>
        <translation>Браузер: %1</translation>
    </message>
    <message>
        <source>Dolphin is not used.</source>
        <translation>Dolphin не используется.</translation>
    </message>
    <message>
        <source>No node runs.</source>
        <translation>Ни один узел не работает.</translation>
    </message>
    <message>
        <source>Start one: pultctl service start</source>
        <translation>Запустите: pultctl service start</translation>
    </message>
    <message>
        <source>Not well: %1.</source>
        <translation>Не в порядке: %1.</translation>
    </message>
    <message>
        <source>See them with: pultctl nodes list</source>
        <translation>Их покажет pultctl nodes list</translation>
    </message>
    <message>
        <source>The nodes are of different versions: %1.</source>
        <translation>Узлы разных версий: %1.</translation>
    </message>
    <message>
        <source>Bring them to one: pultctl nodes restart --rolling, once the program is updated</source>
        <translation>Приведите к одной: pultctl nodes restart --rolling после обновления программы</translation>
    </message>
    <message numerus="yes">
        <source>%n node(s) are well.</source>
        <translation>
            <numerusform>%n узел в порядке.</numerusform>
            <numerusform>%n узла в порядке.</numerusform>
            <numerusform>%n узлов в порядке.</numerusform>
        </translation>
    </message>
    <message>
        <source>The schema is at version %1, this program knows %2.</source>
        <translation>Схема версии %1, эта программа знает %2.</translation>
    </message>
    <message>
        <source>Update Pult on this computer.</source>
        <translation>Обновите Пульт на этом компьютере.</translation>
    </message>
    <message>
        <source>The schema is at version %1 of %2.</source>
        <translation>Схема версии %1 из %2.</translation>
    </message>
    <message>
        <source>Back up the database, then run: pultctl migrate</source>
        <translation>Сделайте копию базы и выполните: pultctl migrate</translation>
    </message>
    <message>
        <source>The schema is at version %1.</source>
        <translation>Схема версии %1.</translation>
    </message>
    <message>
        <source>The server keeps what it has confirmed.</source>
        <translation>Сервер хранит то, что подтвердил.</translation>
    </message>
    <message>
        <source>Switched off at the server: %1.</source>
        <translation>На сервере выключено: %1.</translation>
    </message>
    <message>
        <source>Switch it on in postgresql.conf, or a power cut loses tasks.</source>
        <translation>Включите в postgresql.conf, иначе при отключении питания пропадут задачи.</translation>
    </message>
    <message>
        <source>Raise max_connections, lower DB_MAX_CONNECTIONS, or put PgBouncer in between.</source>
        <translation>Увеличьте max_connections, уменьшите DB_MAX_CONNECTIONS или поставьте PgBouncer.</translation>
    </message>
    <message>
        <source>The nodes may open %1 connections, the server allows %2.</source>
        <translation>Узлы могут открыть %1 соединений, сервер разрешает %2.</translation>
    </message>
    <message>
        <source>%1 of the server&apos;s %2 connections are in use.</source>
        <translation>Занято соединений: %1 из %2 на сервере.</translation>
    </message>
    <message>
        <source>All indexes are valid.</source>
        <translation>Все индексы действительны.</translation>
    </message>
    <message>
        <source>Invalid indexes: %1.</source>
        <translation>Недействительные индексы: %1.</translation>
    </message>
    <message>
        <source>Run REINDEX INDEX CONCURRENTLY for each of them.</source>
        <translation>Выполните для каждого REINDEX INDEX CONCURRENTLY.</translation>
    </message>
    <message>
        <source>PostgreSQL %1 answers.</source>
        <translation>PostgreSQL %1 отвечает.</translation>
    </message>
    <message>
        <source>Update it: version 13 is the oldest that is maintained.</source>
        <translation>Обновите его: версия 13 — самая старая из поддерживаемых.</translation>
    </message>
    <message>
        <source>SQLite answers. It serves one computer; several need PostgreSQL.</source>
        <translation>SQLite отвечает. Он для одного компьютера; нескольким нужен PostgreSQL.</translation>
    </message>
    <message>
        <source>The file keeps what it has confirmed.</source>
        <translation>Файл хранит то, что подтверждено.</translation>
    </message>
    <message>
        <source>The file is not in WAL mode.</source>
        <translation>Файл не в режиме WAL.</translation>
    </message>
    <message>
        <source>Keep it on a local disk; network drives cannot do that.</source>
        <translation>Держите его на локальном диске: сетевые этого не умеют.</translation>
    </message>
    <message>
        <source>No backup of the database is known here.</source>
        <translation>О резервной копии базы здесь ничего не известно.</translation>
    </message>
    <message>
        <source>Have one made every night (pg_dump, or a copy of pult.db) and try to restore it.</source>
        <translation>Делайте её каждую ночь (pg_dump или копия pult.db) и попробуйте восстановить.</translation>
    </message>
    <message>
        <source>The last backup is %1 old.</source>
        <translation>Последней копии %1.</translation>
    </message>
    <message>
        <source>Look why the backup did not run.</source>
        <translation>Узнайте, почему копия не сделана.</translation>
    </message>
    <message>
        <source>This computer&apos;s clock differs from the database&apos;s by %1.</source>
        <translation>Часы этого компьютера расходятся с часами базы на %1.</translation>
    </message>
    <message>
        <source>Switch on the time service (chrony, systemd-timesyncd, w32time) on both.</source>
        <translation>Включите службу времени (chrony, systemd-timesyncd, w32time) на обоих.</translation>
    </message>
    <message>
        <source>%1 looks like a placeholder of a guide.</source>
        <translation>%1 похоже на заглушку из руководства.</translation>
    </message>
    <message>
        <source>Make one of your own: openssl rand -hex 32</source>
        <translation>Создайте своё значение: openssl rand -hex 32</translation>
    </message>
    <message>
        <source>%1 is shorter than %2 characters.</source>
        <translation>%1 короче %2 символов.</translation>
    </message>
    <message>
        <source>Make a longer one: openssl rand -hex 32</source>
        <translation>Создайте длиннее: openssl rand -hex 32</translation>
    </message>
    <message>
        <source>%1 holds no certificate.</source>
        <translation>В %1 нет сертификата.</translation>
    </message>
    <message>
        <source>TLS_CERT_FILE takes the certificate and its chain as PEM.</source>
        <translation>TLS_CERT_FILE — это сертификат и его цепочка в PEM.</translation>
    </message>
    <message>
        <source>The certificate has expired.</source>
        <translation>Срок сертификата истёк.</translation>
    </message>
    <message>
        <source>Renew it.</source>
        <translation>Продлите его.</translation>
    </message>
    <message numerus="yes">
        <source>The certificate is valid for %n more day(s).</source>
        <translation>
            <numerusform>Сертификат действует ещё %n день.</numerusform>
            <numerusform>Сертификат действует ещё %n дня.</numerusform>
            <numerusform>Сертификат действует ещё %n дней.</numerusform>
        </translation>
    </message>
    <message>
        <source>Renew it, and see why that does not happen by itself.</source>
        <translation>Продлите его и узнайте, почему это не происходит само.</translation>
    </message>
    <message>
        <source>Others can read %1.</source>
        <translation>%1 могут читать другие.</translation>
    </message>
    <message>
        <source>chmod 600 it: it may hold passwords and tokens.</source>
        <translation>Сделайте chmod 600: там могут быть пароли и токены.</translation>
    </message>
    <message>
        <source>DEBUG is on in production.</source>
        <translation>DEBUG включён в рабочей среде.</translation>
    </message>
    <message>
        <source>Set DEBUG=false.</source>
        <translation>Укажите DEBUG=false.</translation>
    </message>
    <message>
        <source>The log is told every detail (LOG_LEVEL, DB_ECHO).</source>
        <translation>В журнал пишется каждая мелочь (LOG_LEVEL, DB_ECHO).</translation>
    </message>
    <message>
        <source>Set LOG_LEVEL=info and DB_ECHO=false once you have found what you look for.</source>
        <translation>Когда найдёте, что искали, укажите LOG_LEVEL=info и DB_ECHO=false.</translation>
    </message>
    <message>
        <source>The HTTP API&apos;s rate limit is off.</source>
        <translation>Ограничение частоты запросов HTTP API выключено.</translation>
    </message>
    <message>
        <source>Set RATE_LIMIT_REQUESTS and RATE_LIMIT_WINDOW.</source>
        <translation>Укажите RATE_LIMIT_REQUESTS и RATE_LIMIT_WINDOW.</translation>
    </message>
    <message>
        <source>SHUTDOWN_TIMEOUT_SECS is not less than TASK_LEASE_SECS.</source>
        <translation>SHUTDOWN_TIMEOUT_SECS не меньше TASK_LEASE_SECS.</translation>
    </message>
    <message>
        <source>Others may take a task while this node still ends it; lower the first.</source>
        <translation>Другие могут взять задачу, пока этот узел её завершает; уменьшите первое.</translation>
    </message>
    <message>
        <source>The settings are right.</source>
        <translation>Настройки верны.</translation>
    </message>
    <message>
        <source>The HTTP API is to listen on %1, and no token stands in the settings.</source>
        <translation>HTTP API должен слушать %1, а токена в настройках нет.</translation>
    </message>
    <message>
        <source>Without one in the database either, it does not listen: pultctl token create</source>
        <translation>Если его нет и в базе, он не слушает: pultctl token create</translation>
    </message>
    <message>
        <source>No weak tokens or keys in the settings.</source>
        <translation>Слабых токенов и ключей в настройках нет.</translation>
    </message>
    <message>
        <source>The HTTP API is to listen on %1 without TLS.</source>
        <translation>HTTP API должен слушать %1 без TLS.</translation>
    </message>
    <message>
        <source>Set TLS_CERT_FILE and TLS_KEY_FILE, or let a proxy on this computer do it.</source>
        <translation>Укажите TLS_CERT_FILE и TLS_KEY_FILE или поручите это прокси на этом компьютере.</translation>
    </message>
    <message>
        <source>The HTTP API is to listen on this computer only.</source>
        <translation>HTTP API слушает только на этом компьютере.</translation>
    </message>
    <message numerus="yes">
        <source>Not ready: %n fault(s).</source>
        <translation>
            <numerusform>Не готово: %n ошибка.</numerusform>
            <numerusform>Не готово: %n ошибки.</numerusform>
            <numerusform>Не готово: %n ошибок.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Ready, with %n warning(s).</source>
        <translation>
            <numerusform>Готово, %n предупреждение.</numerusform>
            <numerusform>Готово, %n предупреждения.</numerusform>
            <numerusform>Готово, %n предупреждений.</numerusform>
        </translation>
    </message>
    <message>
        <source>settings of this data folder</source>
        <translation>настройки этой папки данных</translation>
    </message>
    <message>
        <source>each value and where it comes from; secrets are masked</source>
        <translation>каждое значение и откуда оно; секреты скрыты</translation>
    </message>
    <message>
        <source>only these</source>
        <translation>только эти</translation>
    </message>
    <message>
        <source>only those that were given</source>
        <translation>только заданные</translation>
    </message>
    <message>
        <source>every fault with its place; exit code 2 when there is one</source>
        <translation>все ошибки с указанием места; код 2, если они есть</translation>
    </message>
    <message>
        <source>default</source>
        <translation>по умолчанию</translation>
    </message>
    <message>
        <source>environment</source>
        <translation>окружение</translation>
    </message>
    <message>
        <source>command line</source>
        <translation>командная строка</translation>
    </message>
    <message>
        <source>Setting</source>
        <translation>Настройка</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>Значение</translation>
    </message>
    <message>
        <source>Source</source>
        <translation>Откуда</translation>
    </message>
    <message>
        <source>A change takes effect</source>
        <translation>Изменение действует</translation>
    </message>
    <message>
        <source>after a restart</source>
        <translation>после перезапуска</translation>
    </message>
    <message>
        <source>at once</source>
        <translation>сразу</translation>
    </message>
    <message>
        <source>Nothing was given: the defaults count.</source>
        <translation>Ничего не задано: действуют значения по умолчанию.</translation>
    </message>
    <message>
        <source>Data folder: %1</source>
        <translation>Папка данных: %1</translation>
    </message>
    <message>
        <source>Database: %1</source>
        <translation>База данных: %1</translation>
    </message>
    <message>
        <source>Known from other systems, without effect here: %1</source>
        <translation>Известны по другим системам, здесь ничего не меняют: %1</translation>
    </message>
    <message>
        <source>The settings are right. Database: %1</source>
        <translation>Настройки верны. База данных: %1</translation>
    </message>
    <message>
        <source>all nodes, one at a time, each only while the ones before are well</source>
        <translation>все узлы по одному, каждый — только пока предыдущие в порядке</translation>
    </message>
    <message>
        <source>only those of this NODE_GROUP</source>
        <translation>только узлы этой NODE_GROUP</translation>
    </message>
    <message>
        <source>seconds for each; else DRAIN_TIMEOUT_SECS and a minute</source>
        <translation>секунд на каждый; без него DRAIN_TIMEOUT_SECS и минута</translation>
    </message>
    <message>
        <source>blue-green: one group takes over, then the others drain</source>
        <translation>blue-green: одна группа принимает работу, затем остальные заканчивают свою</translation>
    </message>
    <message>
        <source>NODE_GROUP that takes over</source>
        <translation>NODE_GROUP, которая принимает работу</translation>
    </message>
    <message>
        <source>NODE_GROUP that drains; all others if not given</source>
        <translation>NODE_GROUP, которая заканчивает; без него — все остальные</translation>
    </message>
    <message>
        <source>end the drained nodes</source>
        <translation>остановить закончившие узлы</translation>
    </message>
    <message>
        <source>seconds; else DRAIN_TIMEOUT_SECS and a minute</source>
        <translation>секунд; без него DRAIN_TIMEOUT_SECS и минута</translation>
    </message>
    <message>
        <source>Group</source>
        <translation>Группа</translation>
    </message>
    <message>
        <source>all of its workers are down</source>
        <translation>не работает ни один исполнитель</translation>
    </message>
    <message>
        <source>Check</source>
        <translation>Проверка</translation>
    </message>
    <message>
        <source>Message</source>
        <translation>Сообщение</translation>
    </message>
    <message>
        <source>all of it</source>
        <translation>всё вместе</translation>
    </message>
    <message>
        <source>%1: draining and restarting …</source>
        <translation>%1: заканчивает и перезапускается …</translation>
    </message>
    <message>
        <source>%1: running again, version %2</source>
        <translation>%1: снова работает, версия %2</translation>
    </message>
    <message numerus="yes">
        <source>%n more node(s) were left alone.</source>
        <translation>
            <numerusform>Ещё %n узел не тронут.</numerusform>
            <numerusform>Ещё %n узла не тронуты.</numerusform>
            <numerusform>Ещё %n узлов не тронуты.</numerusform>
        </translation>
    </message>
    <message>
        <source>The group that was to take over is not well, or the other one did not come to an end: the nodes that were drained take tasks again.</source>
        <translation>Принимающая группа не в порядке или прежняя не закончила вовремя: остановленные узлы снова берут задачи.</translation>
    </message>
    <message>
        <source>%1 takes tasks; draining the others …</source>
        <translation>%1 берёт задачи; остальные заканчивают …</translation>
    </message>
    <message>
        <source>%1 takes all tasks; there was no other group.</source>
        <translation>%1 берёт все задачи; другой группы не было.</translation>
    </message>
    <message>
        <source>%1 takes all tasks. Drained: %2</source>
        <translation>%1 берёт все задачи. Закончили: %2</translation>
    </message>
    <message>
        <source>the node as a service of this computer</source>
        <translation>узел как служба этого компьютера</translation>
    </message>
    <message>
        <source>its name, for more than one on a computer</source>
        <translation>имя, если на компьютере их несколько</translation>
    </message>
    <message>
        <source>--name takes letters, digits, &apos;-&apos;, &apos;_&apos; and &apos;.&apos;</source>
        <translation>--name — буквы, цифры, &apos;-&apos;, &apos;_&apos; и &apos;.&apos;</translation>
    </message>
    <message>
        <source>have it begin with the system; it is not started yet</source>
        <translation>запускать вместе с системой; сейчас не запускается</translation>
    </message>
    <message>
        <source>pultd beside pultctl if not given</source>
        <translation>без него — pultd рядом с pultctl</translation>
    </message>
    <message>
        <source>runs as this user; one of its own if not given</source>
        <translation>работает от этого пользователя; без него — от своего собственного</translation>
    </message>
    <message>
        <source>settings, /etc/pult/NAME.env if not given</source>
        <translation>настройки, без него /etc/pult/NAME.env</translation>
    </message>
    <message>
        <source>print what would be installed</source>
        <translation>показать, что было бы установлено</translation>
    </message>
    <message>
        <source>end it and forget it; its data stay</source>
        <translation>остановить и забыть; данные остаются</translation>
    </message>
    <message>
        <source>start it</source>
        <translation>запустить</translation>
    </message>
    <message>
        <source>end it; what runs is handed back</source>
        <translation>остановить; идущее возвращается в очередь</translation>
    </message>
    <message>
        <source>end it and start it again</source>
        <translation>остановить и запустить снова</translation>
    </message>
    <message>
        <source>how it is; exit code 1 when it does not run</source>
        <translation>как она; код 1, если не работает</translation>
    </message>
    <message>
        <source>%1 begins with the system. Settings: %2. Start it now with: pultctl service start</source>
        <translation>%1 запускается вместе с системой. Настройки: %2. Запустить сейчас: pultctl service start</translation>
    </message>
    <message>
        <source>%1 is not installed.</source>
        <translation>%1 не установлена.</translation>
    </message>
    <message>
        <source>%1 does not run.</source>
        <translation>%1 не работает.</translation>
    </message>
    <message>
        <source>%1 is starting or ending.</source>
        <translation>%1 запускается или останавливается.</translation>
    </message>
    <message>
        <source>%1 runs.</source>
        <translation>%1 работает.</translation>
    </message>
    <message>
        <source>%1 has failed; its log says why.</source>
        <translation>%1 завершилась с ошибкой; причина в журнале.</translation>
    </message>
    <message>
        <source>Process %1; %2</source>
        <translation>Процесс %1; %2</translation>
    </message>
    <message>
        <source>It begins with the system.</source>
        <translation>Запускается вместе с системой.</translation>
    </message>
    <message>
        <source>It does not begin with the system.</source>
        <translation>Не запускается вместе с системой.</translation>
    </message>
    <message>
        <source>nodes, queues and what stands open, in a few lines</source>
        <translation>узлы, очереди и что открыто, в нескольких строках</translation>
    </message>
    <message>
        <source>what is well and what is not; exit code 1 when it is not</source>
        <translation>что в порядке и что нет; код 1, если не в порядке</translation>
    </message>
    <message>
        <source>the log of this data folder&apos;s node; with --json as JSON lines</source>
        <translation>журнал узла этой папки данных; с --json строками JSON</translation>
    </message>
    <message>
        <source>the newest N lines</source>
        <translation>последние N строк</translation>
    </message>
    <message>
        <source>go on with what comes, until Ctrl+C</source>
        <translation>показывать дальше, до Ctrl+C</translation>
    </message>
    <message>
        <source>bring the database to this version&apos;s schema</source>
        <translation>привести базу к схеме этой версии</translation>
    </message>
    <message>
        <source>say what would be done</source>
        <translation>сказать, что было бы сделано</translation>
    </message>
    <message>
        <source>whether this installation is ready for production; exit code 1 when it is not</source>
        <translation>готова ли установка к работе; код 1, если нет</translation>
    </message>
    <message>
        <source>a script that completes pultctl&apos;s words in a shell</source>
        <translation>скрипт автодополнения pultctl для оболочки</translation>
    </message>
    <message>
        <source>bash, zsh or fish</source>
        <translation>bash, zsh или fish</translation>
    </message>
    <message>
        <source>no node takes tasks</source>
        <translation>ни один узел не берёт задачи</translation>
    </message>
    <message>
        <source>late, or with workers down: %1</source>
        <translation>опаздывают или с неработающими исполнителями: %1</translation>
    </message>
    <message numerus="yes">
        <source>%n node(s) take tasks</source>
        <translation>
            <numerusform>%n узел берёт задачи</numerusform>
            <numerusform>%n узла берут задачи</numerusform>
            <numerusform>%n узлов берут задачи</numerusform>
        </translation>
    </message>
    <message>
        <source>its breaker is open (%1)</source>
        <translation>его предохранитель разомкнут (%1)</translation>
    </message>
    <message>
        <source>answers in %1 ms</source>
        <translation>отвечает за %1 мс</translation>
    </message>
    <message>
        <source>none</source>
        <translation>нет</translation>
    </message>
    <message>
        <source>Pult %1 on %2</source>
        <translation>Пульт %1, база %2</translation>
    </message>
    <message>
        <source>Tasks: %1 running, %2 waiting, %3 failed</source>
        <translation>Задачи: идёт %1, ждёт %2, не удалось %3</translation>
    </message>
    <message>
        <source>Paused queues: %1</source>
        <translation>Очереди на паузе: %1</translation>
    </message>
    <message>
        <source>Open breakers: %1</source>
        <translation>Разомкнутые предохранители: %1</translation>
    </message>
    <message>
        <source>No node runs. Start one: pult --service</source>
        <translation>Ни один узел не работает. Запустите: pult --service</translation>
    </message>
    <message>
        <source>The schema is at version %1 already.</source>
        <translation>Схема уже версии %1.</translation>
    </message>
    <message>
        <source>The schema would go from version %1 to %2.</source>
        <translation>Схема перешла бы с версии %1 на %2.</translation>
    </message>
    <message>
        <source>The schema went from version %1 to %2.</source>
        <translation>Схема перешла с версии %1 на %2.</translation>
    </message>
    <message>
        <source>Commands</source>
        <translation>Команды</translation>
    </message>
    <message>
        <source>Usage</source>
        <translation>Вызов</translation>
    </message>
    <message>
        <source>Arguments</source>
        <translation>Аргументы</translation>
    </message>
    <message>
        <source>(required)</source>
        <translation>(обязательно)</translation>
    </message>
    <message>
        <source>with</source>
        <translation>вместе с</translation>
    </message>
    <message>
        <source>not with</source>
        <translation>не вместе с</translation>
    </message>
    <message>
        <source>TEXT</source>
        <translation>ТЕКСТ</translation>
    </message>
    <message>
        <source>NUMBER</source>
        <translation>ЧИСЛО</translation>
    </message>
    <message>
        <source>Options</source>
        <translation>Параметры</translation>
    </message>
    <message>
        <source>this help</source>
        <translation>эта справка</translation>
    </message>
    <message>
        <source>the version</source>
        <translation>версия</translation>
    </message>
    <message>
        <source>of this node, as far as the database has it: the last day</source>
        <translation>этого узла, насколько хранит база: последние сутки</translation>
    </message>
    <message>
        <source>options</source>
        <translation>параметры</translation>
    </message>
    <message numerus="yes">
        <source>%n row(s) written to %1</source>
        <translation>
            <numerusform>Записана %n строка: %1</numerusform>
            <numerusform>Записано %n строки: %1</numerusform>
            <numerusform>Записано %n строк: %1</numerusform>
        </translation>
    </message>
    <message>
        <source>who may use the HTTP API</source>
        <translation>кто может пользоваться HTTP API</translation>
    </message>
    <message>
        <source>prints the token, this once</source>
        <translation>печатает токен, только один раз</translation>
    </message>
    <message>
        <source>its name, shown wherever it is used</source>
        <translation>его имя, видно везде, где он использован</translation>
    </message>
    <message>
        <source>what it allows: read, operate, admin, metrics; by default read</source>
        <translation>что он разрешает: read, operate, admin, metrics; по умолчанию read</translation>
    </message>
    <message>
        <source>it ends after so long; by default never</source>
        <translation>срок действия; по умолчанию бессрочно</translation>
    </message>
    <message>
        <source>what they allow, when they end, when they were used</source>
        <translation>что разрешают, когда истекают, когда использованы</translation>
    </message>
    <message>
        <source>prints a new one under the same name; the old one counts no more</source>
        <translation>печатает новый под тем же именем; старый больше не действует</translation>
    </message>
    <message>
        <source>it counts no more</source>
        <translation>он больше не действует</translation>
    </message>
    <message>
        <source>Keep it: it is not shown again.</source>
        <translation>Сохраните его: больше он не будет показан.</translation>
    </message>
    <message>
        <source>Token</source>
        <translation>Токен</translation>
    </message>
    <message>
        <source>Allows</source>
        <translation>Разрешает</translation>
    </message>
    <message>
        <source>Created</source>
        <translation>Создан</translation>
    </message>
    <message>
        <source>Expires</source>
        <translation>Истекает</translation>
    </message>
    <message>
        <source>Last used</source>
        <translation>Использован</translation>
    </message>
    <message>
        <source>never</source>
        <translation>никогда</translation>
    </message>
    <message>
        <source>No tokens yet. Create one with: pultctl token create NAME.</source>
        <translation>Токенов пока нет. Создать: pultctl token create ИМЯ.</translation>
    </message>
    <message>
        <source>a command is missing</source>
        <translation>не указана команда</translation>
    </message>
    <message>
        <source>%1 is missing</source>
        <translation>не указано: %1</translation>
    </message>
    <message>
        <source>not known here: %1</source>
        <translation>здесь неизвестно: %1</translation>
    </message>
    <message>
        <source>%1 does not go together with %2</source>
        <translation>%1 нельзя указать вместе с %2</translation>
    </message>
    <message>
        <source>%1 needs %2</source>
        <translation>для %1 нужно %2</translation>
    </message>
    <message>
        <source>take no more tasks, without an end</source>
        <translation>не брать новых задач, пока не скажут иначе</translation>
    </message>
    <message>
        <source>tables over a range of time, for spreadsheet programs, or as JSON</source>
        <translation>таблицы за промежуток времени для электронных таблиц или в JSON</translation>
    </message>
    <message>
        <source>begin: a day, a moment (ISO 8601), today, yesterday, 36h, 7d; 24h if not given</source>
        <translation>начало: день, момент (ISO 8601), today, yesterday, 36h, 7d; если не указано — 24h</translation>
    </message>
    <message>
        <source>end, not included; now if not given</source>
        <translation>конец, не включая его; если не указан — сейчас</translation>
    </message>
    <message>
        <source>csv or json</source>
        <translation>csv или json</translation>
    </message>
    <message>
        <source>file, or folder; pult_REPORT_FROM_TO.csv if not given</source>
        <translation>файл или папка; если не указано — pult_ОТЧЁТ_С_ПО.csv</translation>
    </message>
    <message>
        <source>columns by comma, in this order; all if not given</source>
        <translation>столбцы через запятую, в этом порядке; если не указаны — все</translation>
    </message>
    <message>
        <source>semicolon (1,5) or comma (1.5); as the language has it if not given</source>
        <translation>semicolon (1,5) или comma (1.5); если не указано — как принято в языке</translation>
    </message>
    <message>
        <source>headers for people instead of names</source>
        <translation>заголовки для людей вместо имён</translation>
    </message>
    <message>
        <source>tasks that were created or ended then</source>
        <translation>задачи, созданные или завершённые за это время</translation>
    </message>
    <message>
        <source>what each node used and did, by minute, hour or day</source>
        <translation>что каждый узел потреблял и делал, по минутам, часам или дням</translation>
    </message>
    <message>
        <source>runs, successes and times of each profile</source>
        <translation>запуски, успехи и время каждого профиля</translation>
    </message>
    <message>
        <source>what failed how often</source>
        <translation>что и как часто не удавалось</translation>
    </message>
    <message>
        <source>no upload begins before this time (ISO 8601)</source>
        <translation>ни одна загрузка не начнётся раньше этого времени (ISO 8601)</translation>
    </message>
    <message>
        <source>from the first to the last begin: 90, 30m, 2h, 1d</source>
        <translation>от первого до последнего начала: 90, 30m, 2h, 1d</translation>
    </message>
    <message>
        <source>hand back what runs at once, then end it; a worker is replaced</source>
        <translation>сразу вернуть то, что идёт, и завершить узел; исполнителя заменит новый</translation>
    </message>
    <message>
        <source>READY_NOTICE_SECS is not less than SHUTDOWN_TIMEOUT_SECS.</source>
        <translation>READY_NOTICE_SECS не меньше SHUTDOWN_TIMEOUT_SECS.</translation>
    </message>
    <message>
        <source>A proxy may still send requests when this node has ended; lower the first.</source>
        <translation>Прокси может слать запросы, когда узел уже остановлен; уменьшите первое.</translation>
    </message>
    <message>
        <source>Can be checked on the node&apos;s computer only.</source>
        <translation>Это можно проверить только на компьютере узла.</translation>
    </message>
    <message>
        <source>There: pultctl check</source>
        <translation>Там: pultctl check</translation>
    </message>
    <message>
        <source>The HTTP API answers by TLS, and its certificate is good.</source>
        <translation>HTTP API отвечает по TLS, сертификат в порядке.</translation>
    </message>
    <message>
        <source>Process %1</source>
        <translation>Процесс %1</translation>
    </message>
    <message numerus="yes">
        <source>No faults found in what can be seen from here, with %n warning(s).</source>
        <translation>
            <numerusform>Отсюда неисправностей не видно, %n предупреждение.</numerusform>
            <numerusform>Отсюда неисправностей не видно, %n предупреждения.</numerusform>
            <numerusform>Отсюда неисправностей не видно, %n предупреждений.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n subject(s) must be checked on the node&apos;s computer.</source>
        <translation>
            <numerusform>На компьютере узла осталось проверить %n пункт.</numerusform>
            <numerusform>На компьютере узла осталось проверить %n пункта.</numerusform>
            <numerusform>На компьютере узла осталось проверить %n пунктов.</numerusform>
        </translation>
    </message>
    <message>
        <source>Pult %1 at %2</source>
        <translation>Пульт %1, узел %2</translation>
    </message>
</context>
<context>
    <name>pult::DeskTexts</name>
    <message>
        <source>No answer from the database since %1</source>
        <translation>База данных не отвечает с %1</translation>
    </message>
    <message>
        <source>%1 does not answer, last seen %2</source>
        <translation>%1 не отвечает, был виден %2</translation>
    </message>
    <message>
        <source>%1 is late, last seen %2</source>
        <translation>%1 запаздывает, был виден %2</translation>
    </message>
    <message numerus="yes">
        <source>%n task(s) wait and no computer works</source>
        <translation>
            <numerusform>%n задача ждёт, и ни один компьютер не работает</numerusform>
            <numerusform>%n задачи ждут, и ни один компьютер не работает</numerusform>
            <numerusform>%n задач ждут, и ни один компьютер не работает</numerusform>
        </translation>
    </message>
    <message>
        <source>Pult ends when the running tasks are done</source>
        <translation>Пульт завершится, когда закончатся идущие задачи</translation>
    </message>
    <message>
        <source>This computer takes no new tasks</source>
        <translation>Этот компьютер не берёт новых задач</translation>
    </message>
    <message numerus="yes">
        <source>%n task(s) need your answer: done or again?</source>
        <translation>
            <numerusform>%n задача ждёт вашего ответа: сделано или ещё раз?</numerusform>
            <numerusform>%n задачи ждут вашего ответа: сделано или ещё раз?</numerusform>
            <numerusform>%n задач ждут вашего ответа: сделано или ещё раз?</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n task(s) failed, not looked at yet</source>
        <translation>
            <numerusform>%n задача не удалась, её ещё не смотрели</numerusform>
            <numerusform>%n задачи не удались, их ещё не смотрели</numerusform>
            <numerusform>%n задач не удались, их ещё не смотрели</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 is not called for now: its breaker is open</source>
        <translation>%1 пока не вызывается: предохранитель разомкнут</translation>
    </message>
    <message>
        <source>Queue %1 is paused</source>
        <translation>Очередь %1 на паузе</translation>
    </message>
    <message>
        <source>Queue %1 is paused: %2</source>
        <translation>Очередь %1 на паузе: %2</translation>
    </message>
    <message numerus="yes">
        <source>%n task(s) running</source>
        <translation>
            <numerusform>%n задача выполняется</numerusform>
            <numerusform>%n задачи выполняются</numerusform>
            <numerusform>%n задач выполняются</numerusform>
        </translation>
    </message>
    <message>
        <source>Nothing to do</source>
        <translation>Дел нет</translation>
    </message>
    <message>
        <source>Working</source>
        <translation>Работает</translation>
    </message>
    <message>
        <source>Paused</source>
        <translation>Пауза</translation>
    </message>
    <message>
        <source>Needs a look</source>
        <translation>Нужно взглянуть</translation>
    </message>
    <message>
        <source>Something is broken</source>
        <translation>Что-то сломалось</translation>
    </message>
    <message>
        <source>Not connected</source>
        <translation>Нет связи</translation>
    </message>
    <message>
        <source>Pult: %1</source>
        <translation>Пульт: %1</translation>
    </message>
    <message numerus="yes">
        <source>and %n more</source>
        <translation>
            <numerusform>и ещё %n</numerusform>
            <numerusform>и ещё %n</numerusform>
            <numerusform>и ещё %n</numerusform>
        </translation>
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
    <message>
        <source>Step of one&apos;s own</source>
        <translation>Особый шаг</translation>
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
        <source>running</source>
        <translation>идёт</translation>
    </message>
    <message>
        <source>completed</source>
        <translation>готово</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>сбой</translation>
    </message>
    <message>
        <source>cancelled</source>
        <translation>отменено</translation>
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
    <message>
        <source>%1+</source>
        <extracomment>at least so many</extracomment>
        <translation>%1+</translation>
    </message>
    <message>
        <source>~%1 M</source>
        <extracomment>about so many million, &quot;~2.4 M&quot;</extracomment>
        <translation>~%1 млн</translation>
    </message>
    <message>
        <source>~%1 k</source>
        <extracomment>about so many thousand, &quot;~37 k&quot;</extracomment>
        <translation>~%1 тыс.</translation>
    </message>
    <message>
        <source>intake paused</source>
        <extracomment>state of a computer that begins no more tasks</extracomment>
        <translation>приём на паузе</translation>
    </message>
    <message>
        <source>Task %1: %2</source>
        <comment>number, what it does</comment>
        <translation>Задача %1: %2</translation>
    </message>
</context>
<context>
    <name>pult::SettingTexts</name>
    <message>
        <source>Address of the database</source>
        <translation>Адрес базы данных</translation>
    </message>
    <message>
        <source>PostgreSQL: port</source>
        <translation>PostgreSQL: порт</translation>
    </message>
    <message>
        <source>PostgreSQL: database</source>
        <translation>PostgreSQL: база</translation>
    </message>
    <message>
        <source>PostgreSQL: user</source>
        <translation>PostgreSQL: пользователь</translation>
    </message>
    <message>
        <source>PostgreSQL: password</source>
        <translation>PostgreSQL: пароль</translation>
    </message>
    <message>
        <source>PostgreSQL: password (other name)</source>
        <translation>PostgreSQL: пароль (другое имя)</translation>
    </message>
    <message>
        <source>Connections kept open</source>
        <translation>Соединений держать открытыми</translation>
    </message>
    <message>
        <source>Connections at most</source>
        <translation>Соединений не больше</translation>
    </message>
    <message>
        <source>Connections kept open (other name)</source>
        <translation>Соединений держать открытыми (другое имя)</translation>
    </message>
    <message>
        <source>Connections beyond those kept open</source>
        <translation>Соединений сверх открытых</translation>
    </message>
    <message>
        <source>Wait for a free connection, seconds</source>
        <translation>Ожидание свободного соединения, секунд</translation>
    </message>
    <message>
        <source>Statements to the log</source>
        <translation>Запросы в журнал</translation>
    </message>
    <message>
        <source>Close idle connections after, seconds</source>
        <translation>Закрывать простаивающие соединения через, секунд</translation>
    </message>
    <message>
        <source>Check connections every, seconds</source>
        <translation>Проверять соединения каждые, секунд</translation>
    </message>
    <message>
        <source>Behind PgBouncer</source>
        <translation>За PgBouncer</translation>
    </message>
    <message>
        <source>Workers</source>
        <translation>Исполнители</translation>
    </message>
    <message>
        <source>Tasks of one worker at once</source>
        <translation>Задач одного исполнителя сразу</translation>
    </message>
    <message>
        <source>Tasks of this computer at once</source>
        <translation>Задач этого компьютера сразу</translation>
    </message>
    <message>
        <source>Memory of Pult at most, MB</source>
        <translation>Память Пульта не больше, МБ</translation>
    </message>
    <message>
        <source>Sign of life every, seconds</source>
        <translation>Признак жизни каждые, секунд</translation>
    </message>
    <message>
        <source>Hold on a task, seconds</source>
        <translation>Удержание задачи, секунд</translation>
    </message>
    <message>
        <source>Time for a task, seconds</source>
        <translation>Время на задачу, секунд</translation>
    </message>
    <message>
        <source>Time for quitting, seconds</source>
        <translation>Время на завершение, секунд</translation>
    </message>
    <message>
        <source>Time for finishing running tasks, seconds</source>
        <translation>Время на окончание идущих задач, секунд</translation>
    </message>
    <message>
        <source>Restarts of a worker in a row</source>
        <translation>Перезапусков исполнителя подряд</translation>
    </message>
    <message>
        <source>Name of this computer</source>
        <translation>Имя этого компьютера</translation>
    </message>
    <message>
        <source>Group of this computer</source>
        <translation>Группа этого компьютера</translation>
    </message>
    <message>
        <source>Queues this computer serves</source>
        <translation>Очереди, которые обслуживает компьютер</translation>
    </message>
    <message>
        <source>Media folders all computers see</source>
        <translation>Папки с медиа, которые видят все компьютеры</translation>
    </message>
    <message>
        <source>Keep completed tasks, seconds</source>
        <translation>Хранить выполненные задачи, секунд</translation>
    </message>
    <message>
        <source>Keep completed tasks, at least</source>
        <translation>Хранить выполненных задач, не меньше</translation>
    </message>
    <message>
        <source>Keep failed tasks, seconds</source>
        <translation>Хранить неудавшиеся задачи, секунд</translation>
    </message>
    <message>
        <source>Keep failed tasks, at least</source>
        <translation>Хранить неудавшихся задач, не меньше</translation>
    </message>
    <message>
        <source>Other rules for single kinds</source>
        <translation>Другие правила для отдельных видов</translation>
    </message>
    <message>
        <source>Keep the audit trail, seconds</source>
        <translation>Хранить журнал действий, секунд</translation>
    </message>
    <message>
        <source>Where browser profiles come from</source>
        <translation>Откуда профили браузеров</translation>
    </message>
    <message>
        <source>Chrome or Chromium</source>
        <translation>Chrome или Chromium</translation>
    </message>
    <message>
        <source>Browsers without a window</source>
        <translation>Браузеры без окна</translation>
    </message>
    <message>
        <source>Memory of browsers at most, MB</source>
        <translation>Память браузеров не больше, МБ</translation>
    </message>
    <message>
        <source>Pause between pages of one site, ms</source>
        <translation>Пауза между страницами одного сайта, мс</translation>
    </message>
    <message>
        <source>Dolphin Anty on this computer</source>
        <translation>Dolphin Anty на этом компьютере</translation>
    </message>
    <message>
        <source>Dolphin Anty: token</source>
        <translation>Dolphin Anty: токен</translation>
    </message>
    <message>
        <source>Dolphin Anty: cloud</source>
        <translation>Dolphin Anty: облако</translation>
    </message>
    <message>
        <source>Time for a call outside, seconds</source>
        <translation>Время на внешний запрос, секунд</translation>
    </message>
    <message>
        <source>Failures that open a breaker</source>
        <translation>Сбоев до размыкания предохранителя</translation>
    </message>
    <message>
        <source>Breaker stays open, seconds</source>
        <translation>Предохранитель разомкнут, секунд</translation>
    </message>
    <message>
        <source>Telegram: bot&apos;s token</source>
        <translation>Telegram: токен бота</translation>
    </message>
    <message>
        <source>Telegram: bot&apos;s token (other name)</source>
        <translation>Telegram: токен бота (другое имя)</translation>
    </message>
    <message>
        <source>Telegram: chat for alerts</source>
        <translation>Telegram: чат для оповещений</translation>
    </message>
    <message>
        <source>Telegram: administrators</source>
        <translation>Telegram: администраторы</translation>
    </message>
    <message>
        <source>Telegram: chief administrators</source>
        <translation>Telegram: главные администраторы</translation>
    </message>
    <message>
        <source>Telegram: channel</source>
        <translation>Telegram: канал</translation>
    </message>
    <message>
        <source>Telegram: topic of the channel</source>
        <translation>Telegram: тема канала</translation>
    </message>
    <message>
        <source>Sentry: where errors are sent</source>
        <translation>Sentry: куда отправлять ошибки</translation>
    </message>
    <message>
        <source>Jaeger: where traces are sent</source>
        <translation>Jaeger: куда отправлять трассировки</translation>
    </message>
    <message>
        <source>Port of metrics alone</source>
        <translation>Отдельный порт метрик</translation>
    </message>
    <message>
        <source>Port</source>
        <translation>Порт</translation>
    </message>
    <message>
        <source>Address it listens on</source>
        <translation>Адрес, на котором слушать</translation>
    </message>
    <message>
        <source>Requests at most</source>
        <translation>Запросов не больше</translation>
    </message>
    <message>
        <source>Within, seconds</source>
        <translation>За, секунд</translation>
    </message>
    <message>
        <source>Starts of uploads at most</source>
        <translation>Запусков загрузок не больше</translation>
    </message>
    <message>
        <source>Health requests at most</source>
        <translation>Запросов состояния не больше</translation>
    </message>
    <message>
        <source>Metric requests at most</source>
        <translation>Запросов метрик не больше</translation>
    </message>
    <message>
        <source>Token for programs</source>
        <translation>Токен для программ</translation>
    </message>
    <message>
        <source>Secret key</source>
        <translation>Секретный ключ</translation>
    </message>
    <message>
        <source>Key of signed tokens</source>
        <translation>Ключ подписанных токенов</translation>
    </message>
    <message>
        <source>Signature of tokens</source>
        <translation>Подпись токенов</translation>
    </message>
    <message>
        <source>Signed tokens hold, minutes</source>
        <translation>Подписанные токены действуют, минут</translation>
    </message>
    <message>
        <source>Audience of signed tokens</source>
        <translation>Получатель подписанных токенов</translation>
    </message>
    <message>
        <source>TLS certificate</source>
        <translation>Сертификат TLS</translation>
    </message>
    <message>
        <source>TLS key</source>
        <translation>Ключ TLS</translation>
    </message>
    <message>
        <source>Pages that may call (CORS)</source>
        <translation>Страницы, которым можно обращаться (CORS)</translation>
    </message>
    <message>
        <source>Trusted proxies</source>
        <translation>Доверенные прокси</translation>
    </message>
    <message>
        <source>Log: from this level on</source>
        <translation>Журнал: начиная с уровня</translation>
    </message>
    <message>
        <source>Log: format</source>
        <translation>Журнал: формат</translation>
    </message>
    <message>
        <source>Log: file</source>
        <translation>Журнал: файл</translation>
    </message>
    <message>
        <source>Log: size of a file, bytes</source>
        <translation>Журнал: размер файла, байт</translation>
    </message>
    <message>
        <source>Log: old files kept</source>
        <translation>Журнал: старых файлов хранить</translation>
    </message>
    <message>
        <source>Name of this environment</source>
        <translation>Название этой среды</translation>
    </message>
    <message>
        <source>Debug mode</source>
        <translation>Режим отладки</translation>
    </message>
    <message>
        <source>Data folder</source>
        <translation>Папка данных</translation>
    </message>
    <message>
        <source>Language of programs without a window</source>
        <translation>Язык программ без окна</translation>
    </message>
    <message>
        <source>Keychain for secrets</source>
        <translation>Связка ключей для секретов</translation>
    </message>
    <message>
        <source>Database</source>
        <translation>База данных</translation>
    </message>
    <message>
        <source>Work on this computer</source>
        <translation>Работа на этом компьютере</translation>
    </message>
    <message>
        <source>What is kept</source>
        <translation>Что хранится</translation>
    </message>
    <message>
        <source>Browsers</source>
        <translation>Браузеры</translation>
    </message>
    <message>
        <source>Calls outside</source>
        <translation>Внешние запросы</translation>
    </message>
    <message>
        <source>HTTP API</source>
        <translation>HTTP API</translation>
    </message>
    <message>
        <source>Program and log</source>
        <translation>Программа и журнал</translation>
    </message>
    <message>
        <source>default</source>
        <translation>значение по умолчанию</translation>
    </message>
    <message>
        <source>settings file</source>
        <translation>файл настроек</translation>
    </message>
    <message>
        <source>.env file</source>
        <extracomment>source of a setting</extracomment>
        <translation>файл .env</translation>
    </message>
    <message>
        <source>environment</source>
        <translation>окружение</translation>
    </message>
    <message>
        <source>command line</source>
        <translation>командная строка</translation>
    </message>
    <message>
        <source>A whole number from %1 to %2.</source>
        <translation>Целое число от %1 до %2.</translation>
    </message>
    <message>
        <source>Requests/seconds, for instance 5/60.</source>
        <translation>Запросы/секунды, например 5/60.</translation>
    </message>
    <message>
        <source>An address such as http://localhost:3001.</source>
        <translation>Адрес вида http://localhost:3001.</translation>
    </message>
    <message>
        <source>Several are separated by commas.</source>
        <translation>Несколько — через запятую.</translation>
    </message>
    <message>
        <source>on</source>
        <translation>включено</translation>
    </message>
    <message>
        <source>off</source>
        <translation>выключено</translation>
    </message>
    <message>
        <source>automatic</source>
        <extracomment>of a setting: Pult finds out</extracomment>
        <translation>автоматически</translation>
    </message>
    <message>
        <source>not set</source>
        <translation>не задано</translation>
    </message>
    <message>
        <source>HTTP API of this computer</source>
        <translation>HTTP API этого компьютера</translation>
    </message>
    <message>
        <source>Time for proxies to notice its end, seconds</source>
        <translation>Сколько прокси узнаёт об остановке, секунд</translation>
    </message>
    <message>
        <source>By default they show themselves where there is a screen.</source>
        <translation>По умолчанию браузеры видны там, где есть экран.</translation>
    </message>
    <message>
        <source>Automatic: Dolphin Anty if its address or token is set, else Chrome of this computer.</source>
        <translation>Автоматически: Dolphin Anty, если задан его адрес или токен, иначе Chrome этого компьютера.</translation>
    </message>
    <message>
        <source>PostgreSQL: server</source>
        <translation>PostgreSQL: компьютер</translation>
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
    <message>
        <source>The task is completed: nothing is left to put off.</source>
        <translation>Задача выполнена: откладывать нечего.</translation>
    </message>
    <message>
        <source>The task is over: it waits for no turn.</source>
        <translation>Задача закончена: очереди она не ждёт.</translation>
    </message>
    <message>
        <source>The task is running: cancel it first.</source>
        <translation>Задача выполняется: сначала отмените её.</translation>
    </message>
    <message>
        <source>Lets waiting tasks wait longer, and failed ones run again after a while.</source>
        <translation>Ожидающие задачи подождут дольше, а неудавшиеся повторятся спустя время.</translation>
    </message>
    <message>
        <source>Waiting tasks with a higher priority run first.</source>
        <translation>Ожидающие задачи с более высоким приоритетом выполняются первыми.</translation>
    </message>
    <message>
        <source>Takes the tasks out of every list; for a day they can be brought back.</source>
        <translation>Убирает задачи из всех списков; в течение суток их можно вернуть.</translation>
    </message>
    <message>
        <source>Retry later…</source>
        <translation>Повторить позже…</translation>
    </message>
    <message>
        <source>Set priority…</source>
        <translation>Задать приоритет…</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>Удалить</translation>
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
    <message>
        <source>The last good run:</source>
        <translation>Последний удачный:</translation>
    </message>
    <message>
        <source>This run:</source>
        <translation>Этот запуск:</translation>
    </message>
    <message>
        <source>Files of the run</source>
        <translation>Файлы запуска</translation>
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
    <name>pult::ui::AuditModel</name>
    <message>
        <source>cancelled</source>
        <translation>отменено</translation>
    </message>
    <message>
        <source>put back into the queue</source>
        <translation>возвращено в очередь</translation>
    </message>
    <message>
        <source>deleted</source>
        <translation>удалено</translation>
    </message>
    <message>
        <source>brought back</source>
        <translation>восстановлено</translation>
    </message>
    <message>
        <source>put off</source>
        <translation>отложено</translation>
    </message>
    <message>
        <source>priority changed</source>
        <translation>изменён приоритет</translation>
    </message>
    <message>
        <source>added</source>
        <translation>добавлено</translation>
    </message>
    <message>
        <source>told to be done</source>
        <translation>признано выполненным</translation>
    </message>
    <message>
        <source>told to run again</source>
        <translation>велено повторить</translation>
    </message>
    <message>
        <source>hidden values shown</source>
        <translation>показаны скрытые значения</translation>
    </message>
    <message>
        <source>created</source>
        <translation>создано</translation>
    </message>
    <message>
        <source>started</source>
        <translation>запущено</translation>
    </message>
    <message>
        <source>paused</source>
        <translation>приостановлено</translation>
    </message>
    <message>
        <source>resumed</source>
        <translation>возобновлено</translation>
    </message>
    <message>
        <source>limits changed</source>
        <translation>изменены пределы</translation>
    </message>
    <message>
        <source>forced open</source>
        <translation>разомкнуто принудительно</translation>
    </message>
    <message>
        <source>closed</source>
        <translation>замкнуто</translation>
    </message>
    <message>
        <source>set half open</source>
        <translation>переведено на проверку</translation>
    </message>
    <message>
        <source>switched off</source>
        <translation>отключено</translation>
    </message>
    <message>
        <source>reset</source>
        <translation>сброшено</translation>
    </message>
    <message>
        <source>freed</source>
        <translation>снято</translation>
    </message>
    <message>
        <source>intake paused</source>
        <translation>приём остановлен</translation>
    </message>
    <message>
        <source>drained</source>
        <translation>осушено</translation>
    </message>
    <message>
        <source>stopped</source>
        <translation>остановлено</translation>
    </message>
    <message>
        <source>restarted</source>
        <translation>перезапущено</translation>
    </message>
    <message>
        <source>killed</source>
        <translation>прервано</translation>
    </message>
    <message>
        <source>begun</source>
        <translation>начато</translation>
    </message>
    <message>
        <source>ended</source>
        <translation>закончено</translation>
    </message>
    <message>
        <source>changed</source>
        <translation>изменено</translation>
    </message>
    <message>
        <source>removed</source>
        <translation>убрано</translation>
    </message>
    <message>
        <source>run by hand</source>
        <translation>запущено вручную</translation>
    </message>
    <message>
        <source>renewed</source>
        <translation>обновлено</translation>
    </message>
    <message>
        <source>revoked</source>
        <translation>отозвано</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>Время</translation>
    </message>
    <message>
        <source>Who</source>
        <translation>Кто</translation>
    </message>
    <message>
        <source>What was done</source>
        <translation>Что сделано</translation>
    </message>
    <message>
        <source>To what</source>
        <extracomment>header of the column with the thing that was changed</extracomment>
        <translation>С чем</translation>
    </message>
    <message>
        <source>Before → after</source>
        <translation>Было → стало</translation>
    </message>
    <message>
        <source>By way of</source>
        <extracomment>header of the column that says by way of what: the window, pultctl, the API</extracomment>
        <translation>Откуда</translation>
    </message>
    <message>
        <source>operator</source>
        <translation>оператор</translation>
    </message>
    <message>
        <source>the system itself</source>
        <translation>сама система</translation>
    </message>
    <message>
        <source>window</source>
        <translation>окно</translation>
    </message>
    <message>
        <source>service</source>
        <translation>служба</translation>
    </message>
    <message>
        <source>engine</source>
        <translation>движок</translation>
    </message>
    <message>
        <source>command line</source>
        <translation>командная строка</translation>
    </message>
    <message>
        <source>task</source>
        <translation>задача</translation>
    </message>
    <message>
        <source>queue</source>
        <translation>очередь</translation>
    </message>
    <message>
        <source>batch</source>
        <translation>пакет</translation>
    </message>
    <message>
        <source>lock</source>
        <translation>блокировка</translation>
    </message>
    <message>
        <source>computer</source>
        <translation>компьютер</translation>
    </message>
    <message>
        <source>breaker</source>
        <translation>предохранитель</translation>
    </message>
    <message>
        <source>schedule</source>
        <translation>расписание</translation>
    </message>
    <message>
        <source>operation</source>
        <translation>операция</translation>
    </message>
    <message>
        <source>state</source>
        <translation>состояние</translation>
    </message>
    <message>
        <source>reason</source>
        <translation>причина</translation>
    </message>
    <message>
        <source>priority</source>
        <translation>приоритет</translation>
    </message>
    <message>
        <source>paused until</source>
        <translation>пауза до</translation>
    </message>
    <message>
        <source>until</source>
        <translation>до</translation>
    </message>
    <message>
        <source>kind</source>
        <translation>вид</translation>
    </message>
    <message>
        <source>name</source>
        <translation>название</translation>
    </message>
    <message>
        <source>in all</source>
        <translation>всего</translation>
    </message>
    <message>
        <source>tasks</source>
        <translation>задачи</translation>
    </message>
    <message>
        <source>uploads</source>
        <translation>загрузки</translation>
    </message>
    <message>
        <source>done</source>
        <translation>сделано</translation>
    </message>
    <message>
        <source>refused</source>
        <translation>отказано</translation>
    </message>
    <message>
        <source>what was asked</source>
        <translation>что велено</translation>
    </message>
    <message>
        <source>filter</source>
        <translation>отбор</translation>
    </message>
    <message>
        <source>order</source>
        <translation>приказ</translation>
    </message>
    <message>
        <source>worker</source>
        <translation>исполнитель</translation>
    </message>
    <message>
        <source>at once</source>
        <translation>одновременно</translation>
    </message>
    <message>
        <source>starts</source>
        <translation>запуски</translation>
    </message>
    <message>
        <source>yes</source>
        <translation>да</translation>
    </message>
    <message>
        <source>no</source>
        <translation>нет</translation>
    </message>
    <message>
        <source>taken back</source>
        <translation>возвращено как было</translation>
    </message>
    <message>
        <source>seconds</source>
        <translation>секунд</translation>
    </message>
    <message>
        <source>with</source>
        <translation>с параметрами</translation>
    </message>
    <message>
        <source>time zone</source>
        <translation>часовой пояс</translation>
    </message>
    <message>
        <source>when an earlier one still runs</source>
        <translation>если прежняя ещё идёт</translation>
    </message>
    <message>
        <source>when missed</source>
        <translation>если пропущено</translation>
    </message>
</context>
<context>
    <name>pult::ui::AuditPanel</name>
    <message numerus="yes">
        <source>%n entry(ies) as JSON, one a line</source>
        <translation>
            <numerusform>%n запись в виде JSON, по одной в строке</numerusform>
            <numerusform>%n записи в виде JSON, по одной в строке</numerusform>
            <numerusform>%n записей в виде JSON, по одной в строке</numerusform>
        </translation>
    </message>
    <message>
        <source>Choose entries in the list first.</source>
        <translation>Сначала выберите записи в списке.</translation>
    </message>
    <message>
        <source>Reading who changed what…</source>
        <translation>Читаю, кто что менял…</translation>
    </message>
    <message>
        <source>No entry matches what you look for.</source>
        <translation>Нет записи, подходящей под поиск.</translation>
    </message>
    <message>
        <source>Nobody changed anything in the chosen stretch of time.</source>
        <translation>В выбранное время никто ничего не менял.</translation>
    </message>
    <message>
        <source>Nobody changed anything yet. Whatever is done to tasks, queues, locks, computers and schedules is listed here for 90 days.</source>
        <translation>Пока никто ничего не менял. Всё, что делают с задачами, очередями, блокировками, компьютерами и расписаниями, видно здесь 90 дней.</translation>
    </message>
    <message numerus="yes">
        <source>The newest %n entry(ies)</source>
        <translation>
            <numerusform>Новейшая %n запись</numerusform>
            <numerusform>Новейшие %n записи</numerusform>
            <numerusform>Новейшие %n записей</numerusform>
        </translation>
    </message>
    <message>
        <source>Copy as JSON</source>
        <translation>Копировать как JSON</translation>
    </message>
    <message>
        <source>Find an entry</source>
        <translation>Найти запись</translation>
    </message>
    <message>
        <source>Who changed what</source>
        <translation>Кто что менял</translation>
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
    <name>pult::ui::BreakerModel</name>
    <message>
        <source>Dependency</source>
        <translation>Зависимость</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Состояние</translation>
    </message>
    <message>
        <source>Time left</source>
        <translation>Осталось</translation>
    </message>
    <message>
        <source>Failures</source>
        <translation>Сбои</translation>
    </message>
    <message>
        <source>Calls</source>
        <translation>Вызовы</translation>
    </message>
    <message>
        <source>Trips in 24 h</source>
        <translation>Размыканий за 24 ч</translation>
    </message>
    <message>
        <source>Last error</source>
        <translation>Последняя ошибка</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>Примечание</translation>
    </message>
    <message>
        <source>calls pass</source>
        <extracomment>state of a breaker: calls pass</extracomment>
        <translation>замкнут</translation>
    </message>
    <message>
        <source>open</source>
        <extracomment>state of a breaker: no calls pass</extracomment>
        <translation>разомкнут</translation>
    </message>
    <message>
        <source>trying</source>
        <extracomment>state of a breaker: a few calls try</extracomment>
        <translation>проверка</translation>
    </message>
    <message>
        <source>forced open</source>
        <extracomment>state of a breaker</extracomment>
        <translation>разомкнут вручную</translation>
    </message>
    <message>
        <source>disabled</source>
        <extracomment>state of a breaker: all calls pass, nothing is counted</extracomment>
        <translation>отключён</translation>
    </message>
    <message>
        <source>%1 on %2</source>
        <comment>dependency, computer</comment>
        <translation>%1 на %2</translation>
    </message>
    <message>
        <source>—</source>
        <translation>—</translation>
    </message>
    <message>
        <source>By %1</source>
        <translation>%1</translation>
    </message>
    <message>
        <source>By %1: %2</source>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>Its next call tries.</source>
        <translation>Проверит следующий вызов.</translation>
    </message>
    <message>
        <source>A computer tries now.</source>
        <translation>Один компьютер сейчас проверяет.</translation>
    </message>
    <message numerus="yes">
        <source>Recovery failed %n time(s)</source>
        <translation>
            <numerusform>Восстановление не удалось %n раз</numerusform>
            <numerusform>Восстановление не удалось %n раза</numerusform>
            <numerusform>Восстановление не удалось %n раз</numerusform>
        </translation>
    </message>
    <message>
        <source>Until %1</source>
        <translation>До %1</translation>
    </message>
    <message>
        <source>%1 of %2 calls failed in the last minute, %3 were slow</source>
        <translation>За последнюю минуту сбоев: %1 из %2 вызовов, медленных: %3</translation>
    </message>
    <message>
        <source>Calls in the last minute, and from how many on it may trip. Since the last reset: %1 calls, %2 failures, %3 not let through.</source>
        <translation>Вызовов за последнюю минуту и со скольких он может разомкнуться. С последнего сброса: вызовов %1, сбоев %2, не пропущено %3.</translation>
    </message>
    <message>
        <source>%1 since %2</source>
        <translation>%1 с %2</translation>
    </message>
</context>
<context>
    <name>pult::ui::BreakersPanel</name>
    <message>
        <source>Choose a dependency in the list first.</source>
        <translation>Сначала выберите зависимость в списке.</translation>
    </message>
    <message>
        <source>Calls to %1 pass already.</source>
        <translation>Вызовы к %1 и так проходят.</translation>
    </message>
    <message>
        <source>Only an open breaker has something to try.</source>
        <translation>Проверять есть что только у разомкнутого.</translation>
    </message>
    <message>
        <source>It is disabled already.</source>
        <translation>Он уже отключён.</translation>
    </message>
    <message>
        <source>Lets no call pass on any computer until the end you choose</source>
        <translation>Не пропускает вызовы ни на одном компьютере до выбранного срока</translation>
    </message>
    <message>
        <source>Lets calls pass again on all computers and counts anew</source>
        <translation>Снова пропускает вызовы на всех компьютерах и считает заново</translation>
    </message>
    <message>
        <source>Lets a few calls try now whether it works again</source>
        <translation>Сейчас пропускает несколько вызовов, чтобы проверить, работает ли</translation>
    </message>
    <message>
        <source>Sets what was counted to nothing; its state stays</source>
        <translation>Обнуляет счётчики; состояние остаётся</translation>
    </message>
    <message>
        <source>Lets all calls pass whatever happens, until it is closed again</source>
        <translation>Пропускает все вызовы, что бы ни случилось, пока его снова не замкнут</translation>
    </message>
    <message>
        <source>Disable</source>
        <translation>Отключить</translation>
    </message>
    <message>
        <source>Disable the breaker of %1? All calls pass whatever happens: while it is broken, tasks run into their time limits and use their attempts up. Close it to have it work again.</source>
        <translation>Отключить предохранитель %1? Проходят все вызовы, что бы ни случилось: пока зависимость неисправна, задачи упираются в лимиты времени и тратят попытки. Чтобы он снова работал, замкните его.</translation>
    </message>
    <message>
        <source>Leave as is</source>
        <translation>Оставить как есть</translation>
    </message>
    <message>
        <source>Force open…</source>
        <translation>Разомкнуть…</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Замкнуть</translation>
    </message>
    <message>
        <source>Try now</source>
        <translation>Проверить сейчас</translation>
    </message>
    <message>
        <source>Reset counters</source>
        <translation>Сбросить счётчики</translation>
    </message>
    <message>
        <source>Disable…</source>
        <translation>Отключить…</translation>
    </message>
    <message>
        <source>Nothing outside was called yet. What Pult depends on appears here with its first call.</source>
        <translation>Внешних вызовов ещё не было. Зависимости появляются здесь с первым вызовом.</translation>
    </message>
    <message>
        <source>No rate limit is in use.</source>
        <translation>Лимиты частоты сейчас не используются.</translation>
    </message>
    <message>
        <source>Breakers</source>
        <translation>Предохранители</translation>
    </message>
    <message>
        <source>Rate limits</source>
        <translation>Лимиты частоты</translation>
    </message>
</context>
<context>
    <name>pult::ui::ChartsPanel</name>
    <message>
        <source>Last 15 min</source>
        <translation>15 минут</translation>
    </message>
    <message>
        <source>Last hour</source>
        <translation>Последний час</translation>
    </message>
    <message>
        <source>Last 6 h</source>
        <translation>6 часов</translation>
    </message>
    <message>
        <source>Last 24 h</source>
        <translation>24 часа</translation>
    </message>
    <message>
        <source>Last 7 days</source>
        <translation>7 дней</translation>
    </message>
    <message>
        <source>Last 30 days</source>
        <translation>30 дней</translation>
    </message>
    <message>
        <source>From … to …</source>
        <translation>С … по …</translation>
    </message>
    <message>
        <source>Save picture…</source>
        <translation>Сохранить рисунок…</translation>
    </message>
    <message>
        <source>Copy picture</source>
        <translation>Копировать рисунок</translation>
    </message>
    <message>
        <source>Save picture</source>
        <translation>Сохранить рисунок</translation>
    </message>
    <message>
        <source>the file cannot be written</source>
        <translation>файл не удаётся записать</translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>Продолжить</translation>
    </message>
    <message>
        <source>Pause: the charts stand still</source>
        <translation>Пауза: графики замрут</translation>
    </message>
    <message>
        <source>Reading the measurements…</source>
        <translation>Читаем измерения…</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>Назад</translation>
    </message>
    <message>
        <source>Show the last 7 days</source>
        <translation>Показать 7 дней</translation>
    </message>
    <message>
        <source>a point each %1 · as of %2</source>
        <translation>точка: %1 · на %2</translation>
    </message>
    <message>
        <source>no answer · as of %1</source>
        <translation>нет ответа · на %1</translation>
    </message>
    <message>
        <source>paused · </source>
        <translation>пауза · </translation>
    </message>
    <message>
        <source>All computers</source>
        <translation>Все компьютеры</translation>
    </message>
    <message>
        <source>Range of time</source>
        <translation>Промежуток времени</translation>
    </message>
    <message>
        <source>Computer</source>
        <translation>Компьютер</translation>
    </message>
    <message>
        <source>Back to the range before (double click in a chart)</source>
        <translation>К прежнему промежутку (двойной щелчок по графику)</translation>
    </message>
    <message>
        <source>Picture of these charts</source>
        <translation>Рисунок этих графиков</translation>
    </message>
    <message>
        <source>Resources</source>
        <translation>Ресурсы</translation>
    </message>
    <message>
        <source>Throughput</source>
        <translation>Темп</translation>
    </message>
    <message>
        <source>Nothing was measured in this time.</source>
        <translation>За это время ничего не измерено.</translation>
    </message>
    <message>
        <source>Nothing measured yet: samples come every minute.</source>
        <translation>Измерений пока нет: они приходят каждую минуту.</translation>
    </message>
    <message>
        <source>Report as a table, or JSON</source>
        <translation>Отчёт таблицей или в JSON</translation>
    </message>
</context>
<context>
    <name>pult::ui::CommandModel</name>
    <message>
        <source>Command</source>
        <translation>Команда</translation>
    </message>
    <message>
        <source>Menu</source>
        <translation>Меню</translation>
    </message>
    <message>
        <source>Shortcut</source>
        <translation>Клавиши</translation>
    </message>
</context>
<context>
    <name>pult::ui::CommandPalette</name>
    <message>
        <source>“%1” is not possible now.</source>
        <translation>«%1» сейчас недоступно.</translation>
    </message>
    <message>
        <source>Find a command</source>
        <translation>Найти команду</translation>
    </message>
    <message>
        <source>A few letters, Russian or English</source>
        <translation>Несколько букв, по-русски или по-английски</translation>
    </message>
    <message>
        <source>Command</source>
        <translation>Команда</translation>
    </message>
    <message>
        <source>Commands</source>
        <translation>Команды</translation>
    </message>
    <message>
        <source>No command fits.</source>
        <translation>Такой команды нет.</translation>
    </message>
    <message>
        <source>Enter runs it, Escape closes. Shown: %1 of %2.</source>
        <translation>Enter выполняет, Escape закрывает. Показано: %1 из %2.</translation>
    </message>
</context>
<context>
    <name>pult::ui::CronText</name>
    <message>
        <source>%1 and %2</source>
        <extracomment>the last of a list: &quot;08:00, 09:00 and 10:00&quot;</extracomment>
        <translation>%1 и %2</translation>
    </message>
    <message>
        <source>on Mondays</source>
        <translation>по понедельникам</translation>
    </message>
    <message>
        <source>on Tuesdays</source>
        <translation>по вторникам</translation>
    </message>
    <message>
        <source>on Wednesdays</source>
        <translation>по средам</translation>
    </message>
    <message>
        <source>on Thursdays</source>
        <translation>по четвергам</translation>
    </message>
    <message>
        <source>on Fridays</source>
        <translation>по пятницам</translation>
    </message>
    <message>
        <source>on Saturdays</source>
        <translation>по субботам</translation>
    </message>
    <message>
        <source>on Sundays</source>
        <translation>по воскресеньям</translation>
    </message>
    <message>
        <source>on weekdays</source>
        <translation>по будням</translation>
    </message>
    <message>
        <source>at weekends</source>
        <translation>по выходным</translation>
    </message>
    <message>
        <source>on day %1 of the month</source>
        <translation>%1 числа месяца</translation>
    </message>
    <message>
        <source>every day</source>
        <translation>каждый день</translation>
    </message>
    <message>
        <source>at %1</source>
        <translation>в %1</translation>
    </message>
    <message>
        <source>every minute</source>
        <translation>каждую минуту</translation>
    </message>
    <message numerus="yes">
        <source>every %n minute(s)</source>
        <translation>
            <numerusform>каждую %n минуту</numerusform>
            <numerusform>каждые %n минуты</numerusform>
            <numerusform>каждые %n минут</numerusform>
        </translation>
    </message>
    <message>
        <source>every hour</source>
        <translation>каждый час</translation>
    </message>
    <message>
        <source>every hour at minute %1</source>
        <translation>каждый час на %1-й минуте</translation>
    </message>
    <message numerus="yes">
        <source>every %n hour(s)</source>
        <translation>
            <numerusform>каждый %n час</numerusform>
            <numerusform>каждые %n часа</numerusform>
            <numerusform>каждые %n часов</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 %2</source>
        <extracomment>days, times: &quot;every day at 08:00&quot;</extracomment>
        <translation>%1 %2</translation>
    </message>
    <message>
        <source>%1 %2</source>
        <comment>interval, days</comment>
        <extracomment>interval, days: &quot;every hour on Mondays&quot;</extracomment>
        <translation>%1 %2</translation>
    </message>
    <message>
        <source>%1, in %2</source>
        <comment>days and times, months</comment>
        <translation>%1, месяц: %2</translation>
    </message>
</context>
<context>
    <name>pult::ui::DangerDialog</name>
    <message>
        <source>Type “%1” to go on:</source>
        <translation>Чтобы продолжить, введите «%1»:</translation>
    </message>
    <message>
        <source>Leave as is</source>
        <translation>Оставить как есть</translation>
    </message>
    <message>
        <source>%1 (in %2 s)</source>
        <extracomment>verb, seconds until it can be pressed</extracomment>
        <translation>%1 (через %2 с)</translation>
    </message>
</context>
<context>
    <name>pult::ui::DockLayouts</name>
    <message>
        <source>No layout has a name yet</source>
        <translation>Ещё ни у одного расположения нет имени</translation>
    </message>
    <message>
        <source>Save layout</source>
        <translation>Сохранить расположение</translation>
    </message>
    <message>
        <source>Rename layout</source>
        <translation>Переименовать расположение</translation>
    </message>
    <message>
        <source>Name of the layout</source>
        <translation>Имя расположения</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>Сохранить</translation>
    </message>
    <message>
        <source>Rename</source>
        <translation>Переименовать</translation>
    </message>
    <message>
        <source>Another layout has this name.</source>
        <translation>Такое имя уже есть.</translation>
    </message>
    <message>
        <source>Layouts</source>
        <translation>Расположения</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>Удалить</translation>
    </message>
    <message>
        <source>Save this layout…</source>
        <translation>Сохранить расположение…</translation>
    </message>
    <message>
        <source>Next pane</source>
        <translation>Следующая панель</translation>
    </message>
    <message>
        <source>Previous pane</source>
        <translation>Предыдущая панель</translation>
    </message>
</context>
<context>
    <name>pult::ui::EndChoice</name>
    <message>
        <source>End</source>
        <translation>Срок</translation>
    </message>
    <message>
        <source>Moment</source>
        <translation>Момент</translation>
    </message>
    <message>
        <source>Until somebody ends it</source>
        <translation>Пока не снимут</translation>
    </message>
    <message>
        <source>For %1</source>
        <translation>На %1</translation>
    </message>
    <message>
        <source>Until a moment…</source>
        <translation>До указанного момента…</translation>
    </message>
</context>
<context>
    <name>pult::ui::EnvironmentBadge</name>
    <message>
        <source>Database: %1. ENVIRONMENT gives this window a name and a colour.</source>
        <translation>База данных: %1. ENVIRONMENT даст этому окну название и цвет.</translation>
    </message>
    <message>
        <source>Environment: %1. Database: %2</source>
        <translation>Среда: %1. База данных: %2</translation>
    </message>
</context>
<context>
    <name>pult::ui::ErrorGroupModel</name>
    <message>
        <source>Error, by the newest</source>
        <extracomment>header of the column with an error that several tasks have in common</extracomment>
        <translation>Ошибка (по самой новой)</translation>
    </message>
    <message>
        <source>Tasks</source>
        <translation>Задачи</translation>
    </message>
    <message>
        <source>First seen</source>
        <translation>Впервые</translation>
    </message>
    <message>
        <source>Last seen</source>
        <translation>В последний раз</translation>
    </message>
</context>
<context>
    <name>pult::ui::ErrorGroupsView</name>
    <message>
        <source>Choose a group first.</source>
        <translation>Сначала выберите группу.</translation>
    </message>
    <message>
        <source>No failure matches this filter.</source>
        <translation>Под этот фильтр не подходит ни одна ошибка.</translation>
    </message>
    <message>
        <source>Reading the failures…</source>
        <translation>Ошибки читаются…</translation>
    </message>
    <message>
        <source>Retry this group</source>
        <translation>Повторить эту группу</translation>
    </message>
    <message>
        <source>Show its tasks</source>
        <translation>Показать её задачи</translation>
    </message>
    <message numerus="yes">
        <source>%n failure(s)</source>
        <translation>
            <numerusform>%n ошибка</numerusform>
            <numerusform>%n ошибки</numerusform>
            <numerusform>%n ошибок</numerusform>
        </translation>
    </message>
    <message>
        <source>%1, the newest; older ones were not looked at</source>
        <translation>%1, самые новые; более старые не просмотрены</translation>
    </message>
    <message>
        <source>Failures by error</source>
        <translation>Неудачи по ошибкам</translation>
    </message>
</context>
<context>
    <name>pult::ui::FirstRunDialog</name>
    <message>
        <source>Done</source>
        <translation>Готово</translation>
    </message>
    <message>
        <source>Next</source>
        <translation>Далее</translation>
    </message>
    <message>
        <source>Step %1 of %2</source>
        <translation>Шаг %1 из %2</translation>
    </message>
    <message>
        <source>Set; shown nowhere.</source>
        <translation>Задано; нигде не показывается.</translation>
    </message>
    <message>
        <source>Found: %1</source>
        <translation>Найдено: %1</translation>
    </message>
    <message>
        <source>Set Pult up</source>
        <translation>Настройка Пульта</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>Язык</translation>
    </message>
    <message>
        <source>Where tasks are kept</source>
        <translation>Где хранятся задачи</translation>
    </message>
    <message>
        <source>Where browser profiles come from</source>
        <translation>Откуда профили браузеров</translation>
    </message>
    <message>
        <source>Ready</source>
        <translation>Всё готово</translation>
    </message>
    <message>
        <source>The window&apos;s language; it can be changed at any time.</source>
        <translation>Язык окна; его можно сменить в любой момент.</translation>
    </message>
    <message>
        <source>One computer needs nothing else than a file. Several computers share their tasks in PostgreSQL.</source>
        <translation>Одному компьютеру достаточно файла. Несколько компьютеров делят задачи через PostgreSQL.</translation>
    </message>
    <message>
        <source>Pult drives profiles of a local Chrome, or those of Dolphin Anty. What a profile looks like to sites is not Pult&apos;s business.</source>
        <translation>Пульт управляет профилями локального Chrome или профилями Dolphin Anty. Как профиль выглядит для сайтов, Пульта не касается.</translation>
    </message>
    <message>
        <source>Next: record a flow in Chrome&apos;s Recorder, then press New bulk upload. F1 shows all keys, Ctrl+Shift+P finds any command.</source>
        <translation>Дальше: запишите сценарий в Recorder браузера Chrome и нажмите «Новая массовая загрузка». F1 показывает все клавиши, Ctrl+Shift+P находит любую команду.</translation>
    </message>
    <message>
        <source>A file on this computer (SQLite)</source>
        <translation>Файл на этом компьютере (SQLite)</translation>
    </message>
    <message>
        <source>A PostgreSQL server</source>
        <translation>Сервер PostgreSQL</translation>
    </message>
    <message>
        <source>DATABASE_URL is set outside the settings file and has the last word.</source>
        <translation>DATABASE_URL задана вне файла настроек, и решает она.</translation>
    </message>
    <message>
        <source>Chrome or Chromium on this computer</source>
        <translation>Chrome или Chromium на этом компьютере</translation>
    </message>
    <message>
        <source>Dolphin Anty</source>
        <translation>Dolphin Anty</translation>
    </message>
    <message>
        <source>Show me the demo: three uploads to a small site of its own, in a window of its own</source>
        <translation>Показать демонстрацию: три загрузки на маленький собственный сайт, в отдельном окне</translation>
    </message>
    <message>
        <source>Skip</source>
        <translation>Пропустить</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>Назад</translation>
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
    <name>pult::ui::FlowNotes</name>
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
    <name>pult::ui::FlowStepTools</name>
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
    <name>pult::ui::ForceOpenDialog</name>
    <message>
        <source>Force open</source>
        <translation>Разомкнуть</translation>
    </message>
    <message>
        <source>Force open: %1</source>
        <translation>Разомкнуть: %1</translation>
    </message>
    <message>
        <source>No computer calls %1 until the end you choose. Tasks that need it are put back without using an attempt, and go on by themselves afterwards.</source>
        <translation>Ни один компьютер не обращается к %1 до выбранного срока. Задачи, которым он нужен, откладываются без траты попытки и потом продолжатся сами.</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>Причина</translation>
    </message>
    <message>
        <source>Leave as is</source>
        <translation>Оставить как есть</translation>
    </message>
    <message>
        <source>Reason, shown to everyone (required)</source>
        <translation>Причина, её видят все (обязательно)</translation>
    </message>
</context>
<context>
    <name>pult::ui::LimiterModel</name>
    <message>
        <source>Limit</source>
        <translation>Лимит</translation>
    </message>
    <message>
        <source>Computer</source>
        <translation>Компьютер</translation>
    </message>
    <message>
        <source>Tokens</source>
        <translation>Жетоны</translation>
    </message>
    <message>
        <source>Refill</source>
        <translation>Пополнение</translation>
    </message>
    <message>
        <source>Waiting</source>
        <translation>Ждут</translation>
    </message>
    <message>
        <source>Next in</source>
        <translation>Следующий</translation>
    </message>
    <message>
        <source>Last 429</source>
        <translation>Последний 429</translation>
    </message>
    <message>
        <source>no limit</source>
        <translation>без лимита</translation>
    </message>
    <message>
        <source>%1 per s</source>
        <translation>%1 в с</translation>
    </message>
    <message>
        <source>—</source>
        <translation>—</translation>
    </message>
    <message>
        <source>now</source>
        <translation>сейчас</translation>
    </message>
    <message>
        <source>none</source>
        <extracomment>no answer of 429</extracomment>
        <translation>не было</translation>
    </message>
    <message numerus="yes">
        <source>%1; %n refusal(s) since its computer started</source>
        <translation>
            <numerusform>%1; %n отказ с запуска компьютера</numerusform>
            <numerusform>%1; %n отказа с запуска компьютера</numerusform>
            <numerusform>%1; %n отказов с запуска компьютера</numerusform>
        </translation>
    </message>
    <message>
        <source>The first to wait may go at %1</source>
        <translation>Первый из ждущих пройдёт в %1</translation>
    </message>
    <message>
        <source>One budget over all computers. %1 calls let through by this one; told at %2</source>
        <translation>Общий бюджет всех компьютеров. Этот пропустил вызовов: %1; сведения от %2</translation>
    </message>
    <message>
        <source>%1 calls let through; told at %2</source>
        <translation>Пропущено вызовов: %1; сведения от %2</translation>
    </message>
</context>
<context>
    <name>pult::ui::ListTools</name>
    <message>
        <source>The view was changed: save it, or save another one</source>
        <translation>Представление изменено: сохраните его или создайте новое</translation>
    </message>
    <message>
        <source>Keep this filter and its columns as a view</source>
        <translation>Сохранить этот фильтр и столбцы как представление</translation>
    </message>
    <message>
        <source>Save view</source>
        <translation>Сохранить представление</translation>
    </message>
    <message>
        <source>Save the view</source>
        <translation>Сохранить представление</translation>
    </message>
    <message>
        <source>Save as a new view…</source>
        <translation>Сохранить как новое представление…</translation>
    </message>
    <message>
        <source>Failures in groups: those of one cause together</source>
        <translation>Неудачи группами: с одной причиной вместе</translation>
    </message>
    <message>
        <source>Group failures by error</source>
        <translation>Сгруппировать неудачи по ошибкам</translation>
    </message>
    <message>
        <source>Paused</source>
        <translation>На паузе</translation>
    </message>
    <message>
        <source>Nothing is asked of the database until you go on</source>
        <translation>Пока вы не продолжите, у базы данных ничего не спрашивается</translation>
    </message>
    <message>
        <source>How often the window asks what is new</source>
        <translation>Как часто окно спрашивает, что нового</translation>
    </message>
    <message>
        <source>Refresh</source>
        <translation>Обновление</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>Приостановить</translation>
    </message>
    <message>
        <source>Every %1</source>
        <translation>Каждые %1</translation>
    </message>
</context>
<context>
    <name>pult::ui::LockModel</name>
    <message>
        <source>Kind</source>
        <translation>Вид</translation>
    </message>
    <message>
        <source>Key</source>
        <translation>Ключ</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Состояние</translation>
    </message>
    <message>
        <source>Task</source>
        <translation>Задача</translation>
    </message>
    <message>
        <source>Holder</source>
        <translation>Держатель</translation>
    </message>
    <message>
        <source>Held for</source>
        <translation>Держит</translation>
    </message>
    <message>
        <source>Time left</source>
        <translation>Осталось</translation>
    </message>
    <message>
        <source>running task</source>
        <extracomment>kind of a lock: the right to run a task</extracomment>
        <translation>выполнение задачи</translation>
    </message>
    <message>
        <source>profile</source>
        <translation>профиль</translation>
    </message>
    <message>
        <source>Since %1</source>
        <translation>С %1</translation>
    </message>
    <message>
        <source>Expired at %1: the next to ask gets it.</source>
        <translation>Истекла в %1: достанется тому, кто попросит следующим.</translation>
    </message>
    <message>
        <source>Ends at %1 unless its holder renews it.</source>
        <translation>Кончится в %1, если держатель не продлит.</translation>
    </message>
    <message>
        <source>expired</source>
        <extracomment>state of a lock</extracomment>
        <translation>истекла</translation>
    </message>
    <message>
        <source>held</source>
        <translation>удерживается</translation>
    </message>
    <message>
        <source>none</source>
        <translation>нет</translation>
    </message>
</context>
<context>
    <name>pult::ui::LocksPanel</name>
    <message>
        <source>Choose a lock in the list first.</source>
        <translation>Сначала выберите блокировку в списке.</translation>
    </message>
    <message>
        <source>Shows the task that holds it</source>
        <translation>Показывает задачу, которая её держит</translation>
    </message>
    <message>
        <source>No task holds this lock.</source>
        <translation>Эту блокировку держит не задача.</translation>
    </message>
    <message>
        <source>Takes the lock from its holder; asks first and says what that does</source>
        <translation>Забирает блокировку у держателя; сначала спросит и объяснит, что будет</translation>
    </message>
    <message>
        <source>Looks for locks that have expired, and frees them after you have seen which</source>
        <translation>Ищет истёкшие блокировки и освобождает их после того, как вы увидите, какие</translation>
    </message>
    <message>
        <source>Release by force</source>
        <translation>Снять принудительно</translation>
    </message>
    <message>
        <source>Take “%1” from %2?

Task %3 loses its right to run: what it still writes does not count, and it waits to run again without using an attempt. If it was cut off while it published, its outcome is unknown and you are asked. A browser that still runs there is not closed until its worker notices, within a few seconds.</source>
        <translation>Забрать «%1» у %2?

Задача %3 теряет право выполняться: всё, что она ещё запишет, не считается, и она снова встанет ждать, не потратив попытку. Если её прервали во время публикации, результат неизвестен — вас спросят. Браузер там закроется, когда исполнитель это заметит, через несколько секунд.</translation>
    </message>
    <message>
        <source>Take “%1” from %2?

The next to ask gets the lock at once. Should %2 still work with it, it is refused from then on, but what it is in the middle of goes on: make sure that nothing there uses it any more.</source>
        <translation>Забрать «%1» у %2?

Блокировка сразу достанется тому, кто попросит следующим. Если %2 ещё работает с ней, дальше ему будет отказано, но уже начатое продолжится: убедитесь, что там её больше ничто не использует.</translation>
    </message>
    <message>
        <source>Leave as is</source>
        <translation>Оставить как есть</translation>
    </message>
    <message>
        <source>No lock has expired: nothing to clean up.</source>
        <translation>Истёкших блокировок нет: очищать нечего.</translation>
    </message>
    <message>
        <source>%1 · %2</source>
        <comment>lock, holder</comment>
        <translation>%1 · %2</translation>
    </message>
    <message numerus="yes">
        <source>and %n more</source>
        <translation>
            <numerusform>и ещё %n</numerusform>
            <numerusform>и ещё %n</numerusform>
            <numerusform>и ещё %n</numerusform>
        </translation>
    </message>
    <message>
        <source>Clean up expired locks</source>
        <translation>Очистка истёкших блокировок</translation>
    </message>
    <message numerus="yes">
        <source>%n lock(s) have expired and would be freed. Tasks that held them wait to run again:</source>
        <translation>
            <numerusform>Истекла и будет освобождена %n блокировка. Задачи, которые их держали, снова встанут ждать:</numerusform>
            <numerusform>Истекли и будут освобождены %n блокировки. Задачи, которые их держали, снова встанут ждать:</numerusform>
            <numerusform>Истекли и будут освобождены %n блокировок. Задачи, которые их держали, снова встанут ждать:</numerusform>
        </translation>
    </message>
    <message>
        <source>Free them</source>
        <translation>Освободить</translation>
    </message>
    <message>
        <source>It was released or renewed meanwhile.</source>
        <translation>Её тем временем освободили или продлили.</translation>
    </message>
    <message numerus="yes">
        <source>%n lock(s) freed.</source>
        <translation>
            <numerusform>Освобождена %n блокировка.</numerusform>
            <numerusform>Освобождены %n блокировки.</numerusform>
            <numerusform>Освобождено %n блокировок.</numerusform>
        </translation>
    </message>
    <message>
        <source>Nobody holds a lock: no task runs, and no profile is reserved.</source>
        <translation>Блокировок нет: ни одна задача не выполняется, ни один профиль не занят.</translation>
    </message>
    <message>
        <source>No lock matches what you look for.</source>
        <translation>Ни одна блокировка не подходит под поиск.</translation>
    </message>
    <message>
        <source>Show all locks</source>
        <translation>Показать все</translation>
    </message>
    <message>
        <source>Show task</source>
        <translation>Показать задачу</translation>
    </message>
    <message>
        <source>Release by force…</source>
        <translation>Снять принудительно…</translation>
    </message>
    <message>
        <source>Clean up…</source>
        <translation>Очистить…</translation>
    </message>
    <message>
        <source>Find a lock</source>
        <translation>Найти блокировку</translation>
    </message>
    <message>
        <source>Locks</source>
        <translation>Блокировки</translation>
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
    <message>
        <source>Lines that hold it stand out. Enter and F3 go to the next, Shift+F3 to the one before.</source>
        <translation>Найденные строки выделяются. Enter и F3 — к следующей, Shift+F3 — к предыдущей.</translation>
    </message>
    <message>
        <source>Only matches</source>
        <translation>Только найденные</translation>
    </message>
    <message>
        <source>Hides the lines that do not hold what you look for.</source>
        <translation>Скрывает строки, в которых искомого нет.</translation>
    </message>
    <message>
        <source>Reading the log of %1…</source>
        <translation>Читаю журнал %1…</translation>
    </message>
    <message>
        <source>Nothing to read here: no line that %1 wrote within the last day matches.</source>
        <translation>Читать нечего: ни одна строка %1 за последние сутки не подходит.</translation>
    </message>
    <message>
        <source>This program, live</source>
        <translation>Эта программа</translation>
    </message>
    <message>
        <source>Whose log. That of computers comes from the database, a few seconds later and without details of level debug.</source>
        <translation>Чей журнал. Журнал компьютеров приходит из базы данных: на несколько секунд позже и без подробностей уровня отладки.</translation>
    </message>
    <message>
        <source>Whose log</source>
        <translation>Чей журнал</translation>
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
        <source>High contrast</source>
        <extracomment>theme</extracomment>
        <translation>Высокий контраст</translation>
    </message>
    <message>
        <source>Report…</source>
        <translation>Отчёт…</translation>
    </message>
    <message>
        <source>Tasks, metrics, profiles or errors as a table, or JSON</source>
        <translation>Задачи, показатели, профили или ошибки таблицей или в JSON</translation>
    </message>
    <message>
        <source>Flows…</source>
        <translation>Сценарии…</translation>
    </message>
    <message>
        <source>Imports, edits and tries out a recording</source>
        <translation>Импортирует, правит и опробует запись</translation>
    </message>
    <message>
        <source>Refresh</source>
        <translation>Обновить</translation>
    </message>
    <message>
        <source>Asks the database again for everything that is shown, also while paused</source>
        <translation>Заново запрашивает у базы данных всё, что показано, даже на паузе</translation>
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
    <message>
        <source>Operations</source>
        <translation>Операции</translation>
    </message>
    <message>
        <source>Resources</source>
        <translation>Ресурсы</translation>
    </message>
    <message>
        <source>Throughput</source>
        <translation>Темп</translation>
    </message>
    <message>
        <source>Queues</source>
        <translation>Очереди</translation>
    </message>
    <message>
        <source>Locks</source>
        <translation>Блокировки</translation>
    </message>
    <message>
        <source>Breakers</source>
        <translation>Предохранители</translation>
    </message>
    <message>
        <source>Schedules</source>
        <translation>Расписания</translation>
    </message>
    <message>
        <source>Changes</source>
        <translation>Изменения</translation>
    </message>
</context>
<context>
    <name>pult::ui::NameDialog</name>
    <message>
        <source>Cancel</source>
        <translation>Отмена</translation>
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
    <message>
        <source>Memory</source>
        <translation>Память</translation>
    </message>
    <message>
        <source>CPU</source>
        <translation>ЦП</translation>
    </message>
    <message>
        <source>Version</source>
        <translation>Версия</translation>
    </message>
    <message>
        <source>Group</source>
        <translation>Группа</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>Примечание</translation>
    </message>
    <message>
        <source>—</source>
        <translation>—</translation>
    </message>
    <message>
        <source>Its last sign of life is late. It may be busy, asleep or cut off.</source>
        <translation>Давно не подавал признаков жизни. Возможно, занят, спит или отрезан от сети.</translation>
    </message>
    <message>
        <source>No sign of life: its tasks are taken over by the others.</source>
        <translation>Признаков жизни нет: его задачи забирают другие.</translation>
    </message>
    <message>
        <source>Older than version %1, which works elsewhere.</source>
        <translation>Старее версии %1, которая работает на других.</translation>
    </message>
    <message>
        <source>Last sign of life at %1</source>
        <translation>Последний признак жизни: %1</translation>
    </message>
    <message numerus="yes">
        <source>Pult %1, its %n browser(s) %2; the computer&apos;s memory is %3 used</source>
        <translation>
            <numerusform>Pult %1, его %n браузер %2; память компьютера занята на %3</numerusform>
            <numerusform>Pult %1, его %n браузера %2; память компьютера занята на %3</numerusform>
            <numerusform>Pult %1, его %n браузеров %2; память компьютера занята на %3</numerusform>
        </translation>
    </message>
    <message>
        <source>Of all processors of the computer</source>
        <translation>От всех процессоров компьютера</translation>
    </message>
</context>
<context>
    <name>pult::ui::NodeWords</name>
    <message>
        <source>Pause intake</source>
        <translation>Пауза приёма</translation>
    </message>
    <message>
        <source>Drain</source>
        <translation>Осушить</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>Возобновить</translation>
    </message>
    <message>
        <source>Kill…</source>
        <translation>Прервать…</translation>
    </message>
    <message>
        <source>Begins no more tasks until it is resumed; what runs goes on as long as it takes.</source>
        <translation>Не начинает новых задач, пока не возобновят; начатое идёт сколько нужно.</translation>
    </message>
    <message>
        <source>Begins no more tasks; what still runs after the drain time (DRAIN_TIMEOUT_SECS) is handed back.</source>
        <translation>Не начинает новых задач; что ещё идёт по истечении времени осушения (DRAIN_TIMEOUT_SECS), возвращается в очередь.</translation>
    </message>
    <message>
        <source>Takes tasks again.</source>
        <translation>Снова берёт задачи.</translation>
    </message>
    <message>
        <source>Drains, then ends the program there.</source>
        <translation>Осушает, затем завершает там программу.</translation>
    </message>
    <message>
        <source>Drains, then starts the program there anew.</source>
        <translation>Осушает, затем запускает там программу заново.</translation>
    </message>
    <message>
        <source>Interrupts what runs at once, then ends the program there. The last resort.</source>
        <translation>Сразу прерывает всё, что идёт, и завершает там программу. Крайнее средство.</translation>
    </message>
    <message>
        <source>Drain %1? It begins no more tasks. What still runs after the drain time is handed back and runs elsewhere, without using an attempt.</source>
        <translation>Осушить %1? Новые задачи не начнутся. Что ещё идёт по истечении времени осушения, вернётся в очередь и выполнится в другом месте, не потратив попытку.</translation>
    </message>
    <message>
        <source>Stop %1? It begins no more tasks, waits for what runs up to the drain time, then the program there ends. Somebody has to start it again there.</source>
        <translation>Остановить %1? Новые задачи не начнутся; начатые ждут не дольше времени осушения, затем программа там завершится. Запускать её снова придётся на месте.</translation>
    </message>
    <message>
        <source>Restart %1? It begins no more tasks, waits for what runs up to the drain time, then the program there starts anew.</source>
        <translation>Перезапустить %1? Новые задачи не начнутся; начатые ждут не дольше времени осушения, затем программа там запустится заново.</translation>
    </message>
    <message>
        <source>Kill %1? Its browsers are closed now, in the middle of what they do. Tasks go back to the queue without using an attempt; one that was publishing may end with an unknown outcome, which you have to answer. Then the program there ends. Drain or Stop do the same without an interruption.</source>
        <translation>Прервать %1? Его браузеры закроются сейчас, посреди работы. Задачи вернутся в очередь, не потратив попытку; у той, что публиковала, результат может стать неизвестным, и отвечать придётся вам. Затем программа там завершится. «Осушить» и «Остановить» делают то же без прерывания.</translation>
    </message>
    <message>
        <source>Nothing runs there now.</source>
        <translation>Сейчас там ничего не выполняется.</translation>
    </message>
    <message numerus="yes">
        <source>%n task(s) run there: %1.</source>
        <translation>
            <numerusform>Там идёт %n задача: %1.</numerusform>
            <numerusform>Там идут %n задачи: %1.</numerusform>
            <numerusform>Там идёт %n задач: %1.</numerusform>
        </translation>
    </message>
    <message>
        <source>Interrupts what runs in it at once, then puts a new worker in its place.</source>
        <translation>Сразу прерывает то, что в нём идёт, и ставит на его место нового исполнителя.</translation>
    </message>
    <message>
        <source>Kill %1? Its browsers are closed now, in the middle of what they do. Tasks go back to the queue without using an attempt; one that was publishing may end with an unknown outcome, which you have to answer. A new worker takes its place; the others go on.</source>
        <translation>Прервать %1? Его браузеры закроются сейчас, посреди дела. Задачи вернутся в очередь, не потратив попытки; у той, что публиковала, исход может остаться неизвестным, и ответить придётся вам. Его место займёт новый исполнитель; остальные продолжают.</translation>
    </message>
    <message>
        <source>Stop…</source>
        <translation>Остановить…</translation>
    </message>
    <message>
        <source>Restart…</source>
        <translation>Перезапустить…</translation>
    </message>
</context>
<context>
    <name>pult::ui::NoticeModel</name>
    <message>
        <source>Time</source>
        <translation>Время</translation>
    </message>
    <message>
        <source>What happened</source>
        <translation>Что случилось</translation>
    </message>
    <message numerus="yes">
        <source>%n task(s) failed for good</source>
        <translation>
            <numerusform>%n задача не удалась окончательно</numerusform>
            <numerusform>%n задачи не удались окончательно</numerusform>
            <numerusform>%n задач не удались окончательно</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n task(s) stopped while publishing: say whether it is done</source>
        <translation>
            <numerusform>%n задача прервана во время публикации: скажите, сделано ли</numerusform>
            <numerusform>%n задачи прерваны во время публикации: скажите, сделано ли</numerusform>
            <numerusform>%n задач прерваны во время публикации: скажите, сделано ли</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1: all %n upload(s) are done</source>
        <translation>
            <numerusform>%1: готова %n загрузка</numerusform>
            <numerusform>%1: готовы все %n загрузки</numerusform>
            <numerusform>%1: готовы все %n загрузок</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1: %2 of %n upload(s) failed</source>
        <translation>
            <numerusform>%1: не удалось %2 из %n загрузки</numerusform>
            <numerusform>%1: не удалось %2 из %n загрузок</numerusform>
            <numerusform>%1: не удалось %2 из %n загрузок</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 does not answer any more; its tasks go to others</source>
        <translation>%1 больше не отвечает; его задачи перейдут к другим</translation>
    </message>
    <message>
        <source>%1 is back</source>
        <translation>%1 снова на связи</translation>
    </message>
    <message>
        <source>%1 keeps failing and is left alone for a while</source>
        <translation>%1 сбоит и на время оставлен в покое</translation>
    </message>
    <message>
        <source>%1 works again</source>
        <translation>%1 снова работает</translation>
    </message>
    <message>
        <source>The database does not answer</source>
        <translation>База данных не отвечает</translation>
    </message>
    <message>
        <source>The database answers again</source>
        <translation>База данных снова отвечает</translation>
    </message>
    <message>
        <source>Meanwhile: failed tasks %1, finished uploads %2</source>
        <translation>За это время: неудавшихся задач — %1, законченных загрузок — %2</translation>
    </message>
</context>
<context>
    <name>pult::ui::NoticesDialog</name>
    <message>
        <source>Notifications</source>
        <translation>Уведомления</translation>
    </message>
    <message>
        <source>Nothing to tell since Pult was started.</source>
        <translation>С запуска Пульта сообщать не о чем.</translation>
    </message>
    <message>
        <source>Clear the list</source>
        <translation>Очистить список</translation>
    </message>
    <message>
        <source>Show</source>
        <extracomment>shows what a notification speaks of</extracomment>
        <translation>Показать</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Закрыть</translation>
    </message>
</context>
<context>
    <name>pult::ui::OperationModel</name>
    <message>
        <source>No.</source>
        <extracomment>header of the column with an operation&apos;s number</extracomment>
        <translation>№</translation>
    </message>
    <message>
        <source>What</source>
        <translation>Что</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Состояние</translation>
    </message>
    <message>
        <source>Progress</source>
        <translation>Ход</translation>
    </message>
    <message>
        <source>Refused</source>
        <extracomment>header of the column with the number of tasks that an operation could not change</extracomment>
        <translation>Отказано</translation>
    </message>
    <message>
        <source>Filter</source>
        <translation>Фильтр</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>Причина</translation>
    </message>
    <message>
        <source>Who</source>
        <translation>Кто</translation>
    </message>
    <message>
        <source>Age</source>
        <translation>Возраст</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Отменить</translation>
    </message>
    <message>
        <source>Undo of %1</source>
        <translation>Возврат операции %1</translation>
    </message>
    <message>
        <source>Retry, over %1</source>
        <translation>Повторить, растянув на %1</translation>
    </message>
    <message>
        <source>Retry in %1</source>
        <translation>Повторить через %1</translation>
    </message>
    <message>
        <source>Retry</source>
        <translation>Повторить</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>Удалить</translation>
    </message>
    <message>
        <source>Bring back</source>
        <translation>Вернуть</translation>
    </message>
    <message>
        <source>Put off by %1</source>
        <translation>Отложить на %1</translation>
    </message>
    <message>
        <source>Priority %1</source>
        <translation>Приоритет %1</translation>
    </message>
    <message>
        <source>running</source>
        <extracomment>an operation</extracomment>
        <translation>выполняется</translation>
    </message>
    <message>
        <source>cancelled</source>
        <extracomment>an operation</extracomment>
        <translation>отменено</translation>
    </message>
    <message>
        <source>done</source>
        <extracomment>an operation</extracomment>
        <translation>готово</translation>
    </message>
    <message numerus="yes">
        <source>%n task(s) cancelled.</source>
        <translation>
            <numerusform>Отменена %n задача.</numerusform>
            <numerusform>Отменены %n задачи.</numerusform>
            <numerusform>Отменено %n задач.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n task(s) put back into the queue.</source>
        <translation>
            <numerusform>Возвращена в очередь %n задача.</numerusform>
            <numerusform>Возвращены в очередь %n задачи.</numerusform>
            <numerusform>Возвращено в очередь %n задач.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n task(s) deleted.</source>
        <translation>
            <numerusform>Удалена %n задача.</numerusform>
            <numerusform>Удалены %n задачи.</numerusform>
            <numerusform>Удалено %n задач.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n task(s) brought back.</source>
        <translation>
            <numerusform>Возвращена %n задача.</numerusform>
            <numerusform>Возвращены %n задачи.</numerusform>
            <numerusform>Возвращено %n задач.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n task(s) put off.</source>
        <translation>
            <numerusform>Отложена %n задача.</numerusform>
            <numerusform>Отложены %n задачи.</numerusform>
            <numerusform>Отложено %n задач.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n task(s) have a new priority.</source>
        <translation>
            <numerusform>У %n задачи новый приоритет.</numerusform>
            <numerusform>У %n задач новый приоритет.</numerusform>
            <numerusform>У %n задач новый приоритет.</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 %2 could not be changed: %3</source>
        <comment>result, number, first reason</comment>
        <translation>%1 Не удалось изменить: %2. %3</translation>
    </message>
    <message>
        <source>%1, from %2</source>
        <comment>who, window or ctl</comment>
        <translation>%1, откуда: %2</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 из %2</translation>
    </message>
    <message numerus="yes">
        <source>%n task(s) are as they were before.</source>
        <translation>
            <numerusform>Снова как была: %n задача.</numerusform>
            <numerusform>Снова как были: %n задачи.</numerusform>
            <numerusform>Снова как были: %n задач.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>pult::ui::OperationsPanel</name>
    <message>
        <source>What is done stays done; the rest is left as it is.</source>
        <translation>Сделанное остаётся, остальное не меняется.</translation>
    </message>
    <message>
        <source>Only for an operation that is running.</source>
        <translation>Только для операции, которая выполняется.</translation>
    </message>
    <message>
        <source>This operation was undone already.</source>
        <translation>Эта операция уже возвращена.</translation>
    </message>
    <message numerus="yes">
        <source>… and %n more</source>
        <translation>
            <numerusform>… и ещё %n</numerusform>
            <numerusform>… и ещё %n</numerusform>
            <numerusform>… и ещё %n</numerusform>
        </translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Остановить</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Вернуть</translation>
    </message>
    <message>
        <source>Nothing was done to tasks yet. What you retry, cancel or delete is listed here, for others to see and for a day to undo.</source>
        <translation>С задачами ещё ничего не делали. Здесь появится всё, что повторено, отменено или удалено: это видят и другие, и в течение суток это можно вернуть.</translation>
    </message>
    <message>
        <source>Operations</source>
        <translation>Операции</translation>
    </message>
    <message>
        <source>Puts its tasks back as they were before; what was changed since stays as it is.</source>
        <translation>Возвращает задачи к тому, что было до операции; изменённое с тех пор остаётся как есть.</translation>
    </message>
    <message>
        <source>What ended within the last 24 hours can be undone, but for a second run of completed tasks.</source>
        <translation>Вернуть можно то, что закончилось за последние 24 часа, кроме повтора готовых задач.</translation>
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
    <message>
        <source>Reason</source>
        <translation>Причина</translation>
    </message>
    <message>
        <source>Running tasks go on; no new ones of this queue start on any computer until %1. Then it goes on by itself; it can be resumed before.</source>
        <translation>Идущие задачи продолжаются; новые задачи этой очереди не начнутся ни на одном компьютере до %1. Потом очередь пойдёт сама; возобновить можно и раньше.</translation>
    </message>
</context>
<context>
    <name>pult::ui::PayloadModel</name>
    <message>
        <source>hidden</source>
        <translation>скрыто</translation>
    </message>
    <message numerus="yes">
        <source>%n value(s)</source>
        <translation>
            <numerusform>%n значение</numerusform>
            <numerusform>%n значения</numerusform>
            <numerusform>%n значений</numerusform>
        </translation>
    </message>
    <message>
        <source>Name</source>
        <extracomment>header of the column with the names of a payload&apos;s values</extracomment>
        <translation>Имя</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>Значение</translation>
    </message>
</context>
<context>
    <name>pult::ui::PayloadView</name>
    <message>
        <source>Show hidden values</source>
        <translation>Показать скрытое</translation>
    </message>
    <message>
        <source>Passwords, tokens, keys, cookies and proxies are hidden; looking at them is noted in the audit log.</source>
        <translation>Пароли, токены, ключи, куки и прокси скрыты; просмотр записывается в журнал действий.</translation>
    </message>
    <message>
        <source>Data of the task</source>
        <translation>Данные задачи</translation>
    </message>
    <message>
        <source>This task has no data.</source>
        <translation>У этой задачи нет данных.</translation>
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
    <message>
        <source>task %1 uses it</source>
        <extracomment>state of a profile</extracomment>
        <translation>занят задачей %1</translation>
    </message>
    <message>
        <source>locked by %1</source>
        <translation>занят: %1</translation>
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
    <message>
        <source>No profile matches what you look for.</source>
        <translation>Ни один профиль не подходит под поиск.</translation>
    </message>
    <message>
        <source>Show all profiles</source>
        <translation>Показать все профили</translation>
    </message>
    <message>
        <source>Choose profiles in the list first.</source>
        <translation>Сначала выберите профили в списке.</translation>
    </message>
    <message>
        <source>Asks the browser provider for its profiles again</source>
        <translation>Снова спрашивает профили у провайдера браузеров</translation>
    </message>
    <message>
        <source>This window cannot ask for profiles.</source>
        <translation>Это окно не может запросить профили.</translation>
    </message>
</context>
<context>
    <name>pult::ui::Prompts</name>
    <message>
        <source>Folder</source>
        <translation>Папка</translation>
    </message>
</context>
<context>
    <name>pult::ui::QueueActions</name>
    <message>
        <source>Queue %1 is paused.</source>
        <translation>Очередь %1 приостановлена.</translation>
    </message>
    <message>
        <source>Queue %1 goes on.</source>
        <translation>Очередь %1 снова идёт.</translation>
    </message>
    <message>
        <source>Queue %1 is as it was before.</source>
        <translation>Очередь %1 снова такая, какой была.</translation>
    </message>
</context>
<context>
    <name>pult::ui::QueueLimitsDialog</name>
    <message>
        <source>At most so many at once</source>
        <translation>Не больше стольких сразу</translation>
    </message>
    <message>
        <source>At most so many starts</source>
        <translation>Не больше стольких запусков</translation>
    </message>
    <message>
        <source>Limits of queue %1</source>
        <translation>Лимиты очереди %1</translation>
    </message>
    <message>
        <source>Tasks at once</source>
        <translation>Задач сразу</translation>
    </message>
    <message>
        <source>Starts</source>
        <translation>Запусков</translation>
    </message>
    <message>
        <source>Seconds</source>
        <translation>Секунд</translation>
    </message>
    <message>
        <source> s</source>
        <extracomment>after a number: in so many seconds</extracomment>
        <translation> с</translation>
    </message>
    <message>
        <source>Apply</source>
        <translation>Применить</translation>
    </message>
    <message>
        <source>Leave as is</source>
        <translation>Оставить как есть</translation>
    </message>
    <message>
        <source>in</source>
        <extracomment>ten starts in sixty seconds</extracomment>
        <translation>за</translation>
    </message>
    <message>
        <source>Counts over all computers, at once and without a restart.</source>
        <translation>Действует на всех компьютерах, сразу и без перезапуска.</translation>
    </message>
    <message>
        <source>%1 run now; they go on, and no more start until they are fewer.</source>
        <translation>Сейчас идёт %1; они продолжатся, а новые не начнутся, пока их не станет меньше.</translation>
    </message>
</context>
<context>
    <name>pult::ui::QueueModel</name>
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
        <source>Later</source>
        <translation>Позже</translation>
    </message>
    <message>
        <source>Running</source>
        <translation>Идут</translation>
    </message>
    <message>
        <source>Oldest waits</source>
        <translation>Самая старая</translation>
    </message>
    <message>
        <source>Per second</source>
        <translation>В секунду</translation>
    </message>
    <message>
        <source>Last 5 min</source>
        <translation>За 5 мин</translation>
    </message>
    <message>
        <source>Start limit</source>
        <translation>Лимит запусков</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>Примечание</translation>
    </message>
    <message>
        <source>paused</source>
        <extracomment>state of a queue</extracomment>
        <translation>на паузе</translation>
    </message>
    <message>
        <source>nobody takes</source>
        <translation>никто не берёт</translation>
    </message>
    <message>
        <source>open</source>
        <translation>работает</translation>
    </message>
    <message>
        <source>—</source>
        <translation>—</translation>
    </message>
    <message>
        <source>Tasks wait, and no working computer takes this queue.</source>
        <translation>Задачи ждут, но ни один работающий компьютер не берёт эту очередь.</translation>
    </message>
    <message>
        <source>Until it is resumed.</source>
        <translation>Пока не возобновят.</translation>
    </message>
    <message>
        <source>Until it is resumed: %1</source>
        <translation>Пока не возобновят: %1</translation>
    </message>
    <message>
        <source>Until %1.</source>
        <translation>До %1.</translation>
    </message>
    <message>
        <source>Until %1: %2</source>
        <translation>До %1: %2</translation>
    </message>
    <message>
        <source>Due since %1</source>
        <translation>Могла начаться с %1</translation>
    </message>
    <message>
        <source>Ended per second: %1 over the last minute, %2 at most over the last five</source>
        <translation>Завершено в секунду: %1 за последнюю минуту, не больше %2 за последние пять</translation>
    </message>
    <message>
        <source>Planned: %1, to be tried again: %2</source>
        <translation>Запланировано: %1, будет повтор: %2</translation>
    </message>
    <message>
        <source>none</source>
        <extracomment>limit of a queue</extracomment>
        <translation>нет</translation>
    </message>
    <message>
        <source>%1 in %2</source>
        <extracomment>starts, time</extracomment>
        <translation>%1 за %2</translation>
    </message>
</context>
<context>
    <name>pult::ui::QueuesPanel</name>
    <message>
        <source>Choose a queue in the list first.</source>
        <translation>Сначала выберите очередь в списке.</translation>
    </message>
    <message>
        <source>No new task of queue %1 starts until it is resumed or the end you set</source>
        <translation>Новые задачи очереди %1 не начнутся, пока её не возобновят или не наступит указанный срок</translation>
    </message>
    <message>
        <source>Queue %1 is paused already.</source>
        <translation>Очередь %1 уже на паузе.</translation>
    </message>
    <message>
        <source>Lets the tasks of queue %1 start again</source>
        <translation>Снова запускает задачи очереди %1</translation>
    </message>
    <message>
        <source>Queue %1 is not paused.</source>
        <translation>Очередь %1 не на паузе.</translation>
    </message>
    <message>
        <source>How many tasks of queue %1 run at once and start within a time</source>
        <translation>Сколько задач очереди %1 идёт сразу и сколько запускается за время</translation>
    </message>
    <message>
        <source>Lists the tasks of queue %1</source>
        <translation>Показывает задачи очереди %1</translation>
    </message>
    <message>
        <source>Pause…</source>
        <translation>Пауза…</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>Возобновить</translation>
    </message>
    <message>
        <source>Limits…</source>
        <translation>Лимиты…</translation>
    </message>
    <message>
        <source>Show tasks</source>
        <translation>Показать задачи</translation>
    </message>
    <message>
        <source>Queues appear here with their first task.</source>
        <translation>Очереди появляются здесь с первой задачей.</translation>
    </message>
    <message>
        <source>Queues</source>
        <translation>Очереди</translation>
    </message>
</context>
<context>
    <name>pult::ui::RangeDialog</name>
    <message>
        <source>The end must be later than the beginning.</source>
        <translation>Конец должен быть позже начала.</translation>
    </message>
    <message>
        <source>Range of time</source>
        <translation>Промежуток времени</translation>
    </message>
    <message>
        <source>From</source>
        <translation>С</translation>
    </message>
    <message>
        <source>To</source>
        <translation>По</translation>
    </message>
    <message>
        <source>Show</source>
        <translation>Показать</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Отмена</translation>
    </message>
</context>
<context>
    <name>pult::ui::ReportDialog</name>
    <message>
        <source>Tasks: one row each</source>
        <translation>Задачи: по строке на каждую</translation>
    </message>
    <message>
        <source>Metrics: what computers used and did</source>
        <translation>Показатели: что расходовали и делали компьютеры</translation>
    </message>
    <message>
        <source>Profiles: runs, successes, times</source>
        <translation>Профили: запуски, успехи, время</translation>
    </message>
    <message>
        <source>Errors: what failed how often</source>
        <translation>Ошибки: что и как часто не удалось</translation>
    </message>
    <message numerus="yes">
        <source>%n row(s) written…</source>
        <translation>
            <numerusform>Записана %n строка…</numerusform>
            <numerusform>Записано %n строки…</numerusform>
            <numerusform>Записано %n строк…</numerusform>
        </translation>
    </message>
    <message>
        <source>Save…</source>
        <translation>Сохранить…</translation>
    </message>
    <message>
        <source>Schedule</source>
        <translation>Запланировать</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Остановить</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Закрыть</translation>
    </message>
    <message>
        <source>Tick at least one column.</source>
        <translation>Отметьте хотя бы один столбец.</translation>
    </message>
    <message>
        <source>Give the whole path of the folder.</source>
        <translation>Укажите полный путь к папке.</translation>
    </message>
    <message>
        <source>Save the report</source>
        <translation>Сохранить отчёт</translation>
    </message>
    <message>
        <source>Reading…</source>
        <translation>Читаем…</translation>
    </message>
    <message>
        <source>Stopped. No file was written.</source>
        <translation>Остановлено. Файл не записан.</translation>
    </message>
    <message numerus="yes">
        <source>%n row(s) written to %1</source>
        <translation>
            <numerusform>Записана %n строка: %1</numerusform>
            <numerusform>Записано %n строки: %1</numerusform>
            <numerusform>Записано %n строк: %1</numerusform>
        </translation>
    </message>
    <message>
        <source>Scheduled as “%1”; the next one comes %2.</source>
        <translation>Запланировано под именем «%1»; следующий отчёт: %2.</translation>
    </message>
    <message>
        <source>Report</source>
        <translation>Отчёт</translation>
    </message>
    <message>
        <source>Last 24 h</source>
        <translation>24 часа</translation>
    </message>
    <message>
        <source>Yesterday</source>
        <translation>Вчера</translation>
    </message>
    <message>
        <source>Last 7 days</source>
        <translation>7 дней</translation>
    </message>
    <message>
        <source>Last 30 days</source>
        <translation>30 дней</translation>
    </message>
    <message>
        <source>Last month</source>
        <translation>Прошлый месяц</translation>
    </message>
    <message>
        <source>From … to …</source>
        <translation>С … по …</translation>
    </message>
    <message>
        <source>CSV, comma: 1.5</source>
        <translation>CSV, запятая: 1.5</translation>
    </message>
    <message>
        <source>CSV, semicolon: 1,5</source>
        <translation>CSV, точка с запятой: 1,5</translation>
    </message>
    <message>
        <source>Once, now</source>
        <translation>Один раз, сейчас</translation>
    </message>
    <message>
        <source>Every day at 06:00</source>
        <translation>Каждый день в 06:00</translation>
    </message>
    <message>
        <source>Every Monday at 06:00</source>
        <translation>Каждый понедельник в 06:00</translation>
    </message>
    <message>
        <source>On the 1st of every month at 06:00</source>
        <translation>1-го числа каждого месяца в 06:00</translation>
    </message>
    <message>
        <source>When</source>
        <translation>Когда</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>Время</translation>
    </message>
    <message>
        <source>From</source>
        <translation>С</translation>
    </message>
    <message>
        <source>To</source>
        <translation>По</translation>
    </message>
    <message>
        <source>Folder</source>
        <translation>Папка</translation>
    </message>
    <message>
        <source>Files kept</source>
        <translation>Хранить файлов</translation>
    </message>
    <message>
        <source>Format</source>
        <translation>Формат</translation>
    </message>
    <message>
        <source>Columns</source>
        <translation>Столбцы</translation>
    </message>
    <message>
        <source>On the computer %1, whose node makes the report</source>
        <translation>На компьютере %1, чей узел делает отчёт</translation>
    </message>
    <message>
        <source>Older reports of this kind in the folder are removed</source>
        <translation>Более старые отчёты этого вида в папке удаляются</translation>
    </message>
    <message>
        <source>Excel opens the file right when this fits the computer&apos;s region: a semicolon where numbers are written 1,5</source>
        <translation>Excel откроет файл правильно, если это подходит к региону компьютера: точка с запятой там, где числа пишут 1,5</translation>
    </message>
</context>
<context>
    <name>pult::ui::ReportPreviewPane</name>
    <message>
        <source>There is nothing to report in this time.</source>
        <translation>За это время сообщать не о чем.</translation>
    </message>
    <message numerus="yes">
        <source>The first %n row(s):</source>
        <translation>
            <numerusform>Первая %n строка:</numerusform>
            <numerusform>Первые %n строки:</numerusform>
            <numerusform>Первые %n строк:</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>All %n row(s):</source>
        <translation>
            <numerusform>Всего %n строка:</numerusform>
            <numerusform>Всего %n строки:</numerusform>
            <numerusform>Всего %n строк:</numerusform>
        </translation>
    </message>
    <message>
        <source>Preview</source>
        <translation>Предпросмотр</translation>
    </message>
    <message>
        <source>Looking at what there is…</source>
        <translation>Смотрим, что есть…</translation>
    </message>
</context>
<context>
    <name>pult::ui::ScheduleDialog</name>
    <message>
        <source>Change schedule %1</source>
        <translation>Изменение расписания %1</translation>
    </message>
    <message>
        <source>New schedule</source>
        <translation>Новое расписание</translation>
    </message>
    <message>
        <source>min hour day month weekday, e.g. 0 8 * * mon-fri</source>
        <translation>мин час день мес нед, например 0 8 * * mon-fri</translation>
    </message>
    <message>
        <source>Change</source>
        <translation>Изменить</translation>
    </message>
    <message>
        <source>Add</source>
        <translation>Добавить</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Отмена</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Имя</translation>
    </message>
    <message>
        <source>Cron</source>
        <translation>Cron</translation>
    </message>
    <message>
        <source>Time zone</source>
        <translation>Часовой пояс</translation>
    </message>
    <message>
        <source>Next runs</source>
        <translation>Ближайшие запуски</translation>
    </message>
    <message>
        <source>While an earlier task is not finished</source>
        <translation>Пока предыдущая задача не завершена</translation>
    </message>
    <message>
        <source>Ticks that were missed</source>
        <translation>Пропущенные запуски</translation>
    </message>
    <message>
        <source>Kind of task</source>
        <translation>Вид задачи</translation>
    </message>
    <message>
        <source>Queue</source>
        <translation>Очередь</translation>
    </message>
    <message>
        <source>Priority</source>
        <translation>Приоритет</translation>
    </message>
    <message>
        <source>Payload (JSON)</source>
        <translation>Данные (JSON)</translation>
    </message>
    <message>
        <source>The payload is no JSON object.</source>
        <translation>Данные — не объект JSON.</translation>
    </message>
    <message>
        <source>They appear here as soon as the expression can be read.</source>
        <translation>Появятся, как только выражение станет понятным.</translation>
    </message>
    <message>
        <source>%1 (%2)</source>
        <comment>moment, how far away</comment>
        <translation>%1 (%2)</translation>
    </message>
</context>
<context>
    <name>pult::ui::ScheduleModel</name>
    <message>
        <source>Schedule</source>
        <translation>Расписание</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Состояние</translation>
    </message>
    <message>
        <source>When</source>
        <translation>Когда</translation>
    </message>
    <message>
        <source>Next run</source>
        <translation>Следующий запуск</translation>
    </message>
    <message>
        <source>Last run</source>
        <translation>Последний запуск</translation>
    </message>
    <message>
        <source>Result</source>
        <translation>Результат</translation>
    </message>
    <message>
        <source>Task</source>
        <translation>Задача</translation>
    </message>
    <message>
        <source>Overlap</source>
        <translation>При наложении</translation>
    </message>
    <message>
        <source>Missed</source>
        <translation>Пропущенные</translation>
    </message>
    <message>
        <source>leave out</source>
        <extracomment>what a tick does while its earlier task is not finished</extracomment>
        <translation>пропустить</translation>
    </message>
    <message>
        <source>wait behind</source>
        <extracomment>what a tick does while its earlier task is not finished</extracomment>
        <translation>встать следом</translation>
    </message>
    <message>
        <source>replace</source>
        <extracomment>what a tick does while its earlier task is not finished</extracomment>
        <translation>заменить</translation>
    </message>
    <message>
        <source>drop</source>
        <extracomment>what becomes of ticks that no computer was there for</extracomment>
        <translation>не навёрстывать</translation>
    </message>
    <message>
        <source>run once</source>
        <extracomment>what becomes of ticks that no computer was there for</extracomment>
        <translation>один раз</translation>
    </message>
    <message>
        <source>run all</source>
        <extracomment>what becomes of ticks that no computer was there for</extracomment>
        <translation>все</translation>
    </message>
    <message>
        <source>refused</source>
        <extracomment>of a schedule&apos;s tick</extracomment>
        <translation>отказ</translation>
    </message>
    <message>
        <source>left out</source>
        <extracomment>of a schedule&apos;s tick</extracomment>
        <translation>пропущен</translation>
    </message>
    <message>
        <source>run by hand</source>
        <extracomment>of a schedule&apos;s tick</extracomment>
        <translation>запущен вручную</translation>
    </message>
    <message>
        <source>started</source>
        <translation>запущен</translation>
    </message>
    <message>
        <source>paused</source>
        <extracomment>state of a schedule</extracomment>
        <translation>на паузе</translation>
    </message>
    <message>
        <source>on</source>
        <translation>включено</translation>
    </message>
    <message>
        <source>%1 (%2)</source>
        <extracomment>cron in words, time zone</extracomment>
        <translation>%1 (%2)</translation>
    </message>
    <message>
        <source>—</source>
        <translation>—</translation>
    </message>
    <message>
        <source>never</source>
        <translation>ещё нет</translation>
    </message>
    <message>
        <source>Cron: %1</source>
        <translation>Cron: %1</translation>
    </message>
    <message>
        <source>Paused: no runs to come.</source>
        <translation>На паузе: запусков не будет.</translation>
    </message>
    <message>
        <source>It has not run yet.</source>
        <translation>Ещё не запускалось.</translation>
    </message>
    <message>
        <source>An earlier task of it was not finished yet.</source>
        <translation>Предыдущая задача ещё не завершилась.</translation>
    </message>
    <message>
        <source>Task %1</source>
        <translation>Задача %1</translation>
    </message>
    <message>
        <source>What a tick does while the task of an earlier one is not finished</source>
        <translation>Что делать, пока предыдущая задача не завершилась</translation>
    </message>
    <message>
        <source>What becomes of ticks that no computer was there for</source>
        <translation>Что делать с запусками, при которых не работал ни один компьютер</translation>
    </message>
    <message>
        <source>Queue %1, priority %2</source>
        <translation>Очередь %1, приоритет %2</translation>
    </message>
</context>
<context>
    <name>pult::ui::SchedulesPanel</name>
    <message>
        <source>Choose a schedule in the list first.</source>
        <translation>Сначала выберите расписание в списке.</translation>
    </message>
    <message>
        <source>Makes a task come by the clock</source>
        <translation>Добавляет задачу по часам</translation>
    </message>
    <message>
        <source>Changes when it runs and what it makes</source>
        <translation>Меняет, когда и что запускается</translation>
    </message>
    <message>
        <source>Makes one task at once; its ticks go on as they are</source>
        <translation>Сразу создаёт одну задачу; запуски по часам идут как шли</translation>
    </message>
    <message>
        <source>No more tasks come of it until it is resumed; none is made up for</source>
        <translation>Задач не будет, пока не возобновят; пропущенные не навёрстываются</translation>
    </message>
    <message>
        <source>It is paused already.</source>
        <translation>Уже на паузе.</translation>
    </message>
    <message>
        <source>Goes on with the next tick from now</source>
        <translation>Продолжает со следующего срока</translation>
    </message>
    <message>
        <source>It is not paused.</source>
        <translation>Не на паузе.</translation>
    </message>
    <message>
        <source>Shows the task of its last run</source>
        <translation>Показывает задачу последнего запуска</translation>
    </message>
    <message>
        <source>It has made no task yet.</source>
        <translation>Задач ещё не было.</translation>
    </message>
    <message>
        <source>Removes the schedule; tasks that it has made stay</source>
        <translation>Удаляет расписание; созданные задачи остаются</translation>
    </message>
    <message>
        <source>Task %1 was made.</source>
        <translation>Создана задача %1.</translation>
    </message>
    <message>
        <source>Remove schedule</source>
        <translation>Удаление расписания</translation>
    </message>
    <message>
        <source>Remove schedule %1? It runs no more. Tasks that it has made stay as they are.</source>
        <translation>Удалить расписание %1? Запусков больше не будет. Созданные задачи останутся как есть.</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>Удалить</translation>
    </message>
    <message>
        <source>Leave as is</source>
        <translation>Оставить как есть</translation>
    </message>
    <message>
        <source>Add…</source>
        <translation>Добавить…</translation>
    </message>
    <message>
        <source>Edit…</source>
        <translation>Изменить…</translation>
    </message>
    <message>
        <source>Run now</source>
        <translation>Запустить</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>Пауза</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>Возобновить</translation>
    </message>
    <message>
        <source>Show task</source>
        <translation>Показать задачу</translation>
    </message>
    <message>
        <source>Remove…</source>
        <translation>Удалить…</translation>
    </message>
    <message>
        <source>Nothing comes by the clock yet.</source>
        <translation>По часам пока ничего не запускается.</translation>
    </message>
    <message>
        <source>Add a schedule…</source>
        <translation>Добавить расписание…</translation>
    </message>
    <message>
        <source>Schedules</source>
        <translation>Расписания</translation>
    </message>
</context>
<context>
    <name>pult::ui::SettingChangeModel</name>
    <message>
        <source>Setting</source>
        <translation>Настройка</translation>
    </message>
    <message>
        <source>Before</source>
        <translation>Было</translation>
    </message>
    <message>
        <source>After</source>
        <translation>Станет</translation>
    </message>
    <message>
        <source>Something stronger than the settings file sets it; this takes effect once that is gone.</source>
        <translation>Значение задано чем-то сильнее файла настроек; это подействует, когда того не станет.</translation>
    </message>
    <message>
        <source>%1 (overridden)</source>
        <translation>%1 (перекрыто)</translation>
    </message>
</context>
<context>
    <name>pult::ui::SettingRow</name>
    <message>
        <source>Overridden: %1 comes from the %2 and is in effect.</source>
        <translation>Перекрыто: действует %1 (%2).</translation>
    </message>
    <message>
        <source>Set; shown nowhere.</source>
        <translation>Задано; нигде не показывается.</translation>
    </message>
    <message>
        <source>From the settings file.</source>
        <translation>Из файла настроек.</translation>
    </message>
    <message>
        <source>Default: %1</source>
        <translation>По умолчанию: %1</translation>
    </message>
    <message>
        <source>Not set</source>
        <translation>Не задано</translation>
    </message>
    <message>
        <source>Take the default back</source>
        <translation>Вернуть значение по умолчанию</translation>
    </message>
    <message>
        <source>Take the default of “%1” back</source>
        <translation>Вернуть значение по умолчанию для «%1»</translation>
    </message>
    <message>
        <source>Choose a file</source>
        <translation>Выбрать файл</translation>
    </message>
    <message>
        <source>Choose a file for “%1”</source>
        <translation>Выбрать файл для «%1»</translation>
    </message>
    <message>
        <source>Changed, not written yet.</source>
        <translation>Изменено, ещё не записано.</translation>
    </message>
</context>
<context>
    <name>pult::ui::SettingTrials</name>
    <message>
        <source>Asking…</source>
        <translation>Спрашиваем…</translation>
    </message>
    <message>
        <source>%1 is made at the next start.</source>
        <translation>%1 появится при следующем запуске.</translation>
    </message>
    <message>
        <source>%1 answers in %2 ms, version %3.</source>
        <translation>%1 отвечает за %2 мс, версия %3.</translation>
    </message>
    <message numerus="yes">
        <source>Dolphin Anty answers and has %n profile(s).</source>
        <translation>
            <numerusform>Dolphin Anty отвечает, в нём %n профиль.</numerusform>
            <numerusform>Dolphin Anty отвечает, в нём %n профиля.</numerusform>
            <numerusform>Dolphin Anty отвечает, в нём %n профилей.</numerusform>
        </translation>
    </message>
    <message>
        <source>Test Dolphin Anty</source>
        <translation>Проверить Dolphin Anty</translation>
    </message>
    <message>
        <source>Test the database</source>
        <translation>Проверить базу данных</translation>
    </message>
</context>
<context>
    <name>pult::ui::SettingsDialog</name>
    <message>
        <source>Found: %1</source>
        <translation>Найдено: %1</translation>
    </message>
    <message>
        <source>Apply</source>
        <translation>Применить</translation>
    </message>
    <message>
        <source>Review and apply…</source>
        <translation>Посмотреть и применить…</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Отмена</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Закрыть</translation>
    </message>
    <message>
        <source>Something is not right yet; see the fields in red.</source>
        <translation>Не всё верно; посмотрите поля, выделенные красным.</translation>
    </message>
    <message numerus="yes">
        <source>%n setting(s) changed; they take effect when Pult is started again.</source>
        <translation>
            <numerusform>Изменена %n настройка; подействует после перезапуска Пульта.</numerusform>
            <numerusform>Изменены %n настройки; подействуют после перезапуска Пульта.</numerusform>
            <numerusform>Изменено %n настроек; подействуют после перезапуска Пульта.</numerusform>
        </translation>
    </message>
    <message>
        <source>Takes effect at once.</source>
        <translation>Подействует сразу.</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>Настройки</translation>
    </message>
    <message>
        <source>Find a setting</source>
        <translation>Найти настройку</translation>
    </message>
    <message>
        <source>Groups of settings</source>
        <translation>Группы настроек</translation>
    </message>
    <message>
        <source>What changes</source>
        <translation>Что изменится</translation>
    </message>
    <message>
        <source>No setting is called so.</source>
        <translation>Такой настройки нет.</translation>
    </message>
    <message>
        <source>This is written to %1. Secrets are not shown.</source>
        <translation>Это будет записано в %1. Секреты не показываются.</translation>
    </message>
    <message>
        <source>Back</source>
        <extracomment>back to the fields</extracomment>
        <translation>Назад</translation>
    </message>
    <message>
        <source>This window</source>
        <translation>Это окно</translation>
    </message>
    <message numerus="yes">
        <source>%n setting(s) changed; they take effect at once.</source>
        <translation>
            <numerusform>Изменена %n настройка; она подействует сразу.</numerusform>
            <numerusform>Изменены %n настройки; они подействуют сразу.</numerusform>
            <numerusform>Изменено %n настроек; они подействуют сразу.</numerusform>
        </translation>
    </message>
    <message>
        <source>Written.</source>
        <translation>Записано.</translation>
    </message>
    <message>
        <source>There is no keychain here, so secrets stand in secrets.ini, which only you may read.</source>
        <translation>Связки ключей здесь нет, поэтому секреты лежат в secrets.ini, который можете читать только вы.</translation>
    </message>
    <message>
        <source>Start Pult again for it to take effect.</source>
        <translation>Подействует после перезапуска Пульта.</translation>
    </message>
</context>
<context>
    <name>pult::ui::Shell</name>
    <message>
        <source>Close the window</source>
        <translation>Закрыть окно</translation>
    </message>
    <message>
        <source>Should Pult go on in the tray? It works, warns and is one click away there. Pult keeps your answer; you can change it in the settings.</source>
        <translation>Продолжать работу в трее? Там Пульт работает, предупреждает и открывается одним щелчком. Ответ запомнится; его можно изменить в настройках.</translation>
    </message>
    <message>
        <source>Go on in the tray</source>
        <translation>Работать в трее</translation>
    </message>
    <message>
        <source>Quit Pult</source>
        <translation>Завершить Пульт</translation>
    </message>
    <message>
        <source>Leave the window open</source>
        <translation>Оставить окно открытым</translation>
    </message>
    <message numerus="yes">
        <source>%n task(s) still running on this computer.</source>
        <translation>
            <numerusform>На этом компьютере ещё выполняется %n задача.</numerusform>
            <numerusform>На этом компьютере ещё выполняются %n задачи.</numerusform>
            <numerusform>На этом компьютере ещё выполняются %n задач.</numerusform>
        </translation>
    </message>
    <message>
        <source>Quit now</source>
        <translation>Завершить сейчас</translation>
    </message>
    <message>
        <source>Do not quit</source>
        <translation>Не завершать</translation>
    </message>
    <message>
        <source>Pult is running tasks</source>
        <translation>Пульт выполняет задачи</translation>
    </message>
    <message>
        <source>Start Pult again</source>
        <translation>Перезапуск Пульта</translation>
    </message>
    <message>
        <source>The new settings take effect when Pult is started again.</source>
        <translation>Новые настройки подействуют после перезапуска Пульта.</translation>
    </message>
    <message numerus="yes">
        <source>%n running task(s) would go back to the queue.</source>
        <translation>
            <numerusform>%n идущая задача вернётся в очередь.</numerusform>
            <numerusform>%n идущие задачи вернутся в очередь.</numerusform>
            <numerusform>%n идущих задач вернутся в очередь.</numerusform>
        </translation>
    </message>
    <message>
        <source>Start again now</source>
        <translation>Перезапустить сейчас</translation>
    </message>
    <message>
        <source>Later</source>
        <translation>Позже</translation>
    </message>
    <message>
        <source>Pult can finish what runs and then quit, or quit now: then it goes back to the queue and its browsers are closed.</source>
        <translation>Пульт может сначала закончить начатое или завершиться сейчас: тогда оно вернётся в очередь, а его браузеры закроются.</translation>
    </message>
    <message>
        <source>Finish, then quit</source>
        <translation>Закончить и завершить</translation>
    </message>
    <message>
        <source>Pult ends when the running tasks are done.</source>
        <translation>Пульт завершится, когда закончатся идущие задачи.</translation>
    </message>
</context>
<context>
    <name>pult::ui::ShellActions</name>
    <message>
        <source>Settings…</source>
        <translation>Настройки…</translation>
    </message>
    <message>
        <source>Everything that can be set, and where each value comes from</source>
        <translation>Всё, что настраивается, и откуда берётся каждое значение</translation>
    </message>
    <message>
        <source>Find a command…</source>
        <translation>Найти команду…</translation>
    </message>
    <message>
        <source>Any command by a few of its letters</source>
        <translation>Любая команда по нескольким буквам</translation>
    </message>
    <message>
        <source>Keyboard shortcuts</source>
        <translation>Сочетания клавиш</translation>
    </message>
    <message>
        <source>Set Pult up…</source>
        <translation>Первая настройка…</translation>
    </message>
    <message>
        <source>Language, database and browsers in four steps</source>
        <translation>Язык, база данных и браузеры за четыре шага</translation>
    </message>
    <message>
        <source>Let this computer take tasks</source>
        <translation>Пусть компьютер берёт задачи</translation>
    </message>
    <message>
        <source>Take no new tasks on this computer</source>
        <translation>Не брать новых задач на этом компьютере</translation>
    </message>
    <message>
        <source>This computer begins tasks again</source>
        <translation>Этот компьютер снова начинает задачи</translation>
    </message>
    <message>
        <source>Running tasks go on; this computer begins no new ones, others do</source>
        <translation>Идущие задачи продолжаются; новых этот компьютер не начинает, другие — начинают</translation>
    </message>
    <message numerus="yes">
        <source>Notifications (%n new)…</source>
        <translation>
            <numerusform>Уведомления (%n новое)…</numerusform>
            <numerusform>Уведомления (%n новых)…</numerusform>
            <numerusform>Уведомления (%n новых)…</numerusform>
        </translation>
    </message>
    <message>
        <source>Notifications…</source>
        <translation>Уведомления…</translation>
    </message>
    <message>
        <source>What happened since Pult was started</source>
        <translation>Что случилось с запуска Пульта</translation>
    </message>
</context>
<context>
    <name>pult::ui::ShortcutSheet</name>
    <message>
        <source>In every list</source>
        <translation>В любом списке</translation>
    </message>
    <message>
        <source>Copy the selected rows</source>
        <translation>Скопировать выбранные строки</translation>
    </message>
    <message>
        <source>Select all rows</source>
        <translation>Выбрать все строки</translation>
    </message>
    <message>
        <source>What can be done with the selected rows</source>
        <translation>Что можно сделать с выбранными строками</translation>
    </message>
    <message>
        <source>To the next field or list</source>
        <translation>К следующему полю или списку</translation>
    </message>
    <message>
        <source>To the one before</source>
        <translation>К предыдущему</translation>
    </message>
    <message>
        <source>Keyboard shortcuts</source>
        <translation>Сочетания клавиш</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Закрыть</translation>
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
    <message>
        <source>Much slower than in runs that go well</source>
        <translation>Намного медленнее, чем в удачных запусках</translation>
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
    <message>
        <source>Interrupted: %1</source>
        <translation>Будут прерваны: %1</translation>
    </message>
    <message numerus="yes">
        <source>Run %n task(s) once more?</source>
        <translation>
            <numerusform>Выполнить %n задачу ещё раз?</numerusform>
            <numerusform>Выполнить %n задачи ещё раз?</numerusform>
            <numerusform>Выполнить %n задач ещё раз?</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n task(s) will run later:</source>
        <translation>
            <numerusform>%n задача выполнится позже:</numerusform>
            <numerusform>%n задачи выполнятся позже:</numerusform>
            <numerusform>%n задач выполнятся позже:</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Set the priority of %n task(s), from −100 to 100; larger ones run first.</source>
        <translation>
            <numerusform>Приоритет %n задачи, от −100 до 100; больший выполняется раньше.</numerusform>
            <numerusform>Приоритет %n задач, от −100 до 100; больший выполняется раньше.</numerusform>
            <numerusform>Приоритет %n задач, от −100 до 100; больший выполняется раньше.</numerusform>
        </translation>
    </message>
    <message>
        <source>Task %1, %2</source>
        <translation>Задача %1, %2</translation>
    </message>
    <message>
        <source>This applies to all tasks that match the filter, also to those that are not listed.</source>
        <translation>Это касается всех задач, подходящих под фильтр, в том числе тех, которых нет в списке.</translation>
    </message>
    <message>
        <source>Never run this task</source>
        <translation>Не выполнять эту задачу</translation>
    </message>
    <message>
        <source>Never run it</source>
        <translation>Не выполнять</translation>
    </message>
    <message>
        <source>Task %1 is cancelled and stays in the list.</source>
        <translation>Задача %1 будет отменена и останется в списке.</translation>
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
    <message>
        <source>The last good run took %1 (task %2, %3).</source>
        <translation>Последний удачный запуск занял %1 (задача %2, %3).</translation>
    </message>
    <message>
        <source>Course</source>
        <translation>Ход</translation>
    </message>
    <message>
        <source>Never</source>
        <extracomment>a task that waits shall not run at all</extracomment>
        <translation>Никогда</translation>
    </message>
    <message>
        <source>Cancels the task: it will not run, and says why.</source>
        <translation>Отменяет задачу: она не выполнится, и будет видно почему.</translation>
    </message>
    <message>
        <source>Course of the task</source>
        <translation>Ход задачи</translation>
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
    <message>
        <source>Queue</source>
        <translation>Очередь</translation>
    </message>
    <message>
        <source>Priority</source>
        <translation>Приоритет</translation>
    </message>
    <message>
        <source>Worker or computer</source>
        <extracomment>header of the column with the worker that runs a task, or the computer that it needs</extracomment>
        <translation>Исполнитель или компьютер</translation>
    </message>
    <message>
        <source>Upload</source>
        <extracomment>header of the column with the number of a task&apos;s bulk upload</extracomment>
        <translation>Загрузка</translation>
    </message>
    <message>
        <source>Key</source>
        <translation>Ключ</translation>
    </message>
    <message>
        <source>Finished</source>
        <translation>Окончание</translation>
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
    <message numerus="yes">
        <source>%n new ↑</source>
        <translation>
            <numerusform>%n новая ↑</numerusform>
            <numerusform>%n новые ↑</numerusform>
            <numerusform>%n новых ↑</numerusform>
        </translation>
    </message>
    <message>
        <source>All tasks that match the filter are chosen, also those that are not listed.</source>
        <translation>Выбраны все задачи, подходящие под фильтр, в том числе те, которых нет в списке.</translation>
    </message>
    <message numerus="yes">
        <source>%n listed task(s) are chosen.</source>
        <translation>
            <numerusform>Выбрана %n задача из списка.</numerusform>
            <numerusform>Выбраны %n задачи из списка.</numerusform>
            <numerusform>Выбрано %n задач из списка.</numerusform>
        </translation>
    </message>
    <message>
        <source>Only the listed ones</source>
        <translation>Только из списка</translation>
    </message>
    <message>
        <source>Choose all that match</source>
        <translation>Выбрать все подходящие</translation>
    </message>
    <message>
        <source>None of the newest 100,000 tasks matches this filter.</source>
        <translation>Среди 100 000 самых новых задач ни одна не подходит под этот фильтр.</translation>
    </message>
    <message>
        <source>Search older ones too</source>
        <translation>Искать и среди старых</translation>
    </message>
    <message numerus="yes">
        <source>the newest %n task(s), more below</source>
        <translation>
            <numerusform>%n самая новая задача, ниже есть ещё</numerusform>
            <numerusform>%n самые новые задачи, ниже есть ещё</numerusform>
            <numerusform>%n самых новых задач, ниже есть ещё</numerusform>
        </translation>
    </message>
    <message>
        <source>searched: the newest 100,000 of %1</source>
        <translation>просмотрены 100 000 самых новых из %1</translation>
    </message>
    <message>
        <source>as of %1</source>
        <translation>на %1</translation>
    </message>
    <message>
        <source>paused</source>
        <translation>на паузе</translation>
    </message>
    <message>
        <source>As of %1</source>
        <translation>На %1</translation>
    </message>
    <message>
        <source>Copy numbers</source>
        <translation>Копировать номера</translation>
    </message>
    <message>
        <source>Copy as JSON</source>
        <translation>Копировать как JSON</translation>
    </message>
    <message>
        <source>Filter: profile, error text, state:failed, kind:bulk_upload, age:&gt;1h, -queue:slow</source>
        <translation>Фильтр: профиль, текст ошибки, state:failed, age:&gt;1h, -queue:slow</translation>
    </message>
    <message>
        <source>Filter</source>
        <translation>Фильтр</translation>
    </message>
    <message>
        <source>Words are looked for in the profile, the keys and the last error. state:, kind:, queue:, profile:, error:, age:, attempt:, priority:, node:, batch:, id:, key:, created:, finished: narrow the list; -word turns round, OR separates alternatives, parentheses group.</source>
        <translation>Слова ищутся в профиле, ключах и последней ошибке. state:, kind:, queue:, profile:, error:, age:, attempt:, priority:, node:, batch:, id:, key:, created:, finished: сужают список; -слово исключает, OR разделяет варианты, скобки объединяют.</translation>
    </message>
    <message>
        <source>No task of this filter ran in the chosen stretch of time.</source>
        <translation>За выбранный промежуток не выполнялась ни одна задача этого фильтра.</translation>
    </message>
    <message>
        <source>Show all times</source>
        <translation>Показать всё время</translation>
    </message>
    <message>
        <source>sorted among these alone</source>
        <translation>отсортированы только они</translation>
    </message>
</context>
<context>
    <name>pult::ui::TimeChip</name>
    <message>
        <source>What ran %1</source>
        <translation>Что выполнялось %1</translation>
    </message>
    <message>
        <source>Show all times again</source>
        <translation>Снова показать всё время</translation>
    </message>
</context>
<context>
    <name>pult::ui::TimelineModel</name>
    <message>
        <source>What</source>
        <extracomment>header of the column with what a task did: it waited, it ran</extracomment>
        <translation>Что</translation>
    </message>
    <message>
        <source>At</source>
        <extracomment>header of the column with the time at which it began</extracomment>
        <translation>Когда</translation>
    </message>
    <message>
        <source>Took</source>
        <extracomment>header of the column with how long it took</extracomment>
        <translation>Заняло</translation>
    </message>
    <message>
        <source>Worker</source>
        <translation>Исполнитель</translation>
    </message>
    <message>
        <source>Waited</source>
        <translation>Ожидала</translation>
    </message>
    <message>
        <source>Waits</source>
        <translation>Ждёт</translation>
    </message>
    <message>
        <source>Attempt %1: %2</source>
        <comment>number, outcome</comment>
        <translation>Попытка %1: %2</translation>
    </message>
    <message>
        <source>The clocks of two computers differ: by them it ended before it began.</source>
        <translation>Часы двух компьютеров расходятся: по ним это закончилось раньше, чем началось.</translation>
    </message>
    <message>
        <source>%1, clocks differ</source>
        <translation>%1, часы расходятся</translation>
    </message>
    <message>
        <source>Waits, retried by hand</source>
        <extracomment>what a failed task does now</extracomment>
        <translation>Ждёт, повторена вручную</translation>
    </message>
    <message>
        <source>Unknown, until told to run again</source>
        <translation>Неизвестно, до ответа «Ещё раз»</translation>
    </message>
    <message>
        <source>Cancelled, until retried by hand</source>
        <translation>Отменена, до повтора вручную</translation>
    </message>
    <message>
        <source>Failed, until retried by hand</source>
        <translation>Сбой, до повтора вручную</translation>
    </message>
</context>
<context>
    <name>pult::ui::Tray</name>
    <message>
        <source>Bring Pult to the front</source>
        <translation>Показать Пульт поверх окон</translation>
    </message>
    <message>
        <source>Open Pult</source>
        <translation>Открыть Пульт</translation>
    </message>
    <message numerus="yes">
        <source>%n new notification(s)</source>
        <translation>
            <numerusform>%n новое уведомление</numerusform>
            <numerusform>%n новых уведомления</numerusform>
            <numerusform>%n новых уведомлений</numerusform>
        </translation>
    </message>
    <message>
        <source>Pult</source>
        <translation>Пульт</translation>
    </message>
</context>
<context>
    <name>pult::ui::UndoBar</name>
    <message>
        <source>Undo</source>
        <translation>Вернуть</translation>
    </message>
    <message>
        <source>Takes it back; for a day also from the Operations panel</source>
        <translation>Возвращает как было; в течение суток — и с панели операций</translation>
    </message>
    <message>
        <source>Takes it back</source>
        <translation>Отменяет это действие</translation>
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
    <name>pult::ui::VerbDialog</name>
    <message>
        <source>Filter: %1</source>
        <translation>Фильтр: %1</translation>
    </message>
    <message>
        <source>Tasks that would be changed now: %1</source>
        <translation>Сейчас изменятся задачи: %1</translation>
    </message>
    <message>
        <source>Counting the tasks…</source>
        <translation>Задачи считаются…</translation>
    </message>
    <message>
        <source>All at once</source>
        <translation>Все сразу</translation>
    </message>
    <message>
        <source>Spread over %1</source>
        <translation>Растянуть на %1</translation>
    </message>
    <message>
        <source>In %1</source>
        <comment>duration</comment>
        <translation>Через %1</translation>
    </message>
    <message>
        <source>Over which time</source>
        <translation>За какое время</translation>
    </message>
    <message>
        <source>When</source>
        <translation>Когда</translation>
    </message>
    <message>
        <source>Priority</source>
        <translation>Приоритет</translation>
    </message>
    <message>
        <source>Priority: </source>
        <translation>Приоритет: </translation>
    </message>
    <message>
        <source>Reason, kept with the operation (optional)</source>
        <translation>Причина, сохраняется с операцией (необязательно)</translation>
    </message>
    <message>
        <source>Type the number of tasks to confirm</source>
        <translation>Введите число задач для подтверждения</translation>
    </message>
    <message>
        <source>Leave as is</source>
        <translation>Оставить как есть</translation>
    </message>
    <message>
        <source>%1 (in %2 s)</source>
        <comment>verb, seconds</comment>
        <translation>%1 (через %2 с)</translation>
    </message>
</context>
<context>
    <name>pult::ui::ViewDialog</name>
    <message>
        <source>Save view</source>
        <translation>Сохранить представление</translation>
    </message>
    <message>
        <source>Filter: none, all tasks</source>
        <translation>Фильтра нет: все задачи</translation>
    </message>
    <message>
        <source>Filter: %1</source>
        <translation>Фильтр: %1</translation>
    </message>
    <message>
        <source>Name of the view</source>
        <translation>Название представления</translation>
    </message>
    <message>
        <source>Icon</source>
        <translation>Значок</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>Сохранить</translation>
    </message>
    <message>
        <source>Do not save</source>
        <translation>Не сохранять</translation>
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
    <message>
        <source>Today</source>
        <extracomment>a view of the task list: tasks that were made today</extracomment>
        <translation>Сегодня</translation>
    </message>
    <message>
        <source>%1 •</source>
        <comment>a view whose filter was changed and not saved</comment>
        <translation>%1 •</translation>
    </message>
    <message>
        <source>At least so many: counting stops there.</source>
        <translation>Не меньше: дальше не считается.</translation>
    </message>
    <message>
        <source>About so many, by the database&apos;s own statistics.</source>
        <translation>Примерно столько, по статистике самой базы данных.</translation>
    </message>
    <message>
        <source>The filter was changed and is not saved in this view.</source>
        <translation>Фильтр изменён и не сохранён в этом представлении.</translation>
    </message>
</context>
<context>
    <name>pult::ui::ViewSidebar</name>
    <message>
        <source>Name and icon…</source>
        <translation>Название и значок…</translation>
    </message>
    <message>
        <source>Remove view</source>
        <translation>Убрать представление</translation>
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
        <source>Views</source>
        <translation>Представления</translation>
    </message>
    <message>
        <source>No uploads yet.</source>
        <translation>Загрузок пока нет.</translation>
    </message>
</context>
<context>
    <name>pult::ui::WindowApp</name>
    <message>
        <source>The HTTP API is off. %1</source>
        <translation>HTTP API выключен. %1</translation>
    </message>
    <message>
        <source>Settings taken over: %1.</source>
        <translation>Настройки приняты: %1.</translation>
    </message>
    <message>
        <source>These take effect when Pult is started again: %1.</source>
        <translation>Подействует после перезапуска Пульта: %1.</translation>
    </message>
</context>
<context>
    <name>pult::ui::WindowChoicesPage</name>
    <message>
        <source>This window</source>
        <translation>Это окно</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>Язык</translation>
    </message>
    <message>
        <source>Theme</source>
        <translation>Тема</translation>
    </message>
    <message>
        <source>Closing the window</source>
        <translation>При закрытии окна</translation>
    </message>
    <message>
        <source>Quit ends Pult in any case.</source>
        <translation>Команда «Выход» завершает Пульт в любом случае.</translation>
    </message>
    <message>
        <source>This desktop has no tray: closing the window quits Pult.</source>
        <translation>На этом рабочем столе нет трея: закрытие окна завершает Пульт.</translation>
    </message>
    <message>
        <source>Start Pult in the tray when I log in</source>
        <translation>Запускать Пульт в трее при входе в систему</translation>
    </message>
    <message>
        <source>As the system</source>
        <translation>Как в системе</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>Светлая</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>Тёмная</translation>
    </message>
    <message>
        <source>High contrast</source>
        <translation>Высокий контраст</translation>
    </message>
    <message>
        <source>Ask</source>
        <translation>Спрашивать</translation>
    </message>
    <message>
        <source>Go on in the tray</source>
        <translation>Работать в трее</translation>
    </message>
    <message>
        <source>Quit Pult</source>
        <translation>Завершить Пульт</translation>
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
    <message numerus="yes">
        <source>Replaced %n time(s) in a row.</source>
        <translation>
            <numerusform>Заменён %n раз подряд.</numerusform>
            <numerusform>Заменён %n раза подряд.</numerusform>
            <numerusform>Заменён %n раз подряд.</numerusform>
        </translation>
    </message>
    <message>
        <source>given up</source>
        <extracomment>a worker that was replaced too often</extracomment>
        <translation>выведен из работы</translation>
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
    <message>
        <source>Choose a computer or a worker in the list first.</source>
        <translation>Сначала выберите компьютер или исполнителя в списке.</translation>
    </message>
    <message>
        <source>%1 does not work now.</source>
        <translation>%1 сейчас не работает.</translation>
    </message>
    <message>
        <source>%1 takes tasks already.</source>
        <translation>%1 и так берёт задачи.</translation>
    </message>
    <message>
        <source>%1 takes no more tasks already.</source>
        <translation>%1 уже не берёт новых задач.</translation>
    </message>
    <message>
        <source>Leave as is</source>
        <translation>Оставить как есть</translation>
    </message>
    <message>
        <source>%1 was asked…</source>
        <translation>%1: запрос отправлен…</translation>
    </message>
    <message>
        <source>The computer did not answer; it will not do it later.</source>
        <translation>Компьютер не ответил; позже он этого не сделает.</translation>
    </message>
    <message>
        <source>Done.</source>
        <translation>Готово.</translation>
    </message>
    <message>
        <source>This computer&apos;s clock is %1 behind the database&apos;s.</source>
        <translation>Часы этого компьютера отстают от часов базы на %1.</translation>
    </message>
    <message>
        <source>This computer&apos;s clock is %1 ahead of the database&apos;s.</source>
        <translation>Часы этого компьютера спешат относительно базы на %1.</translation>
    </message>
    <message>
        <source>This is for whole computers; a worker can be drained, resumed and killed.</source>
        <translation>Это для компьютера целиком; исполнителя можно осушить, возобновить и прервать.</translation>
    </message>
</context>
</TS>
