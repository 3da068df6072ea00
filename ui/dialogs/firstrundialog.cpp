// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dialogs/firstrundialog.h"

#include "dialogs/settingtrials.h"
#include "theme/fit.h"
#include "theme/metrics.h"

#include <base/errortext.h>
#include <node/settingstrial.h>

#include <QCheckBox>
#include <QEvent>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QRadioButton>
#include <QStackedWidget>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace pult::ui {

namespace {

constexpr int lastStep = 3;
constexpr const char *postgresSettings[] = {"POSTGRES_HOST", "POSTGRES_PORT", "POSTGRES_DB", "POSTGRES_USER",
                                            "POSTGRES_PASSWORD"};

const SettingSpec &specOf(const char *name)
{
    return *Settings::find(QString::fromLatin1(name));
}

} // namespace

FirstRunDialog::FirstRunDialog(Settings effective, const QString &language, QWidget *parent)
    : QDialog(parent), m_buffer(std::move(effective)), m_steps(new QStackedWidget(this)), m_progress(new QLabel(this)),
      m_fault(new QLabel(this)), m_skip(new QPushButton(this)), m_back(new QPushButton(this)),
      m_next(new QPushButton(this))
{
    setObjectName(u"firstRunDialog"_s);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(4 * gridStep, 3 * gridStep, 4 * gridStep, 2 * gridStep);
    layout->setSpacing(2 * gridStep);
    m_progress->setProperty("role", u"muted"_s);
    m_fault->setProperty("role", u"fault"_s);
    m_fault->setObjectName(u"firstRunFault"_s);
    m_fault->setWordWrap(true);
    m_fault->hide();
    layout->addWidget(m_progress);
    layout->addWidget(m_steps, 1);
    layout->addWidget(m_fault);
    makeLanguage(language);
    makeDatabase();
    makeBrowsers();
    makeDemo();
    makeFoot();
    resizeWithinScreen(*this, {84 * gridStep, 62 * gridStep});
    connect(&m_buffer, &SettingsBuffer::changed, this, &FirstRunDialog::update);
    retranslate();
    go(0);
}

QWidget *FirstRunDialog::makePage(QFormLayout **form, QLabel **title, QLabel **text)
{
    auto *page = new QWidget(m_steps);
    auto *layout = new QFormLayout(page);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setVerticalSpacing(gridStep + 4);
    *title = new QLabel(page);
    (*title)->setProperty("role", u"title"_s);
    *text = new QLabel(page);
    (*text)->setWordWrap(true);
    (*text)->setProperty("role", u"muted"_s);
    layout->addRow(*title);
    layout->addRow(*text);
    m_titles.append(*title);
    m_texts.append(*text);
    m_steps->addWidget(page);
    *form = layout;
    return page;
}

void FirstRunDialog::makeLanguage(const QString &language)
{
    QFormLayout *form = nullptr;
    QLabel *title = nullptr;
    QLabel *text = nullptr;
    QWidget *page = makePage(&form, &title, &text);
    m_russian = new QRadioButton(u"Русский"_s, page);
    m_russian->setObjectName(u"firstRunRussian"_s);
    m_english = new QRadioButton(u"English"_s, page);
    m_english->setObjectName(u"firstRunEnglish"_s);
    (language == "ru"_L1 ? m_russian : m_english)->setChecked(true);
    form->addRow(m_russian);
    form->addRow(m_english);
    connect(m_russian, &QRadioButton::toggled, this,
            [this](bool russian) { Q_EMIT languageChosen(russian ? u"ru"_s : u"en"_s); });
}

QLineEdit *FirstRunDialog::makeField(QFormLayout *form, const char *setting)
{
    const SettingSpec &spec = specOf(setting);
    auto *line = new QLineEdit(form->parentWidget());
    line->setObjectName(u"firstRun_"_s + QString::fromLatin1(setting));
    line->setPlaceholderText(QString::fromLatin1(spec.defaultValue));
    line->setText(m_buffer.edited(spec));
    if (spec.type == SettingType::Secret)
        line->setEchoMode(QLineEdit::Password);
    auto *label = new QLabel(form->parentWidget());
    label->setBuddy(line);
    form->addRow(label, line);
    m_fields.append({&spec, label, line});
    return line;
}

void FirstRunDialog::makeDatabase()
{
    QFormLayout *form = nullptr;
    QLabel *title = nullptr;
    QLabel *text = nullptr;
    QWidget *page = makePage(&form, &title, &text);
    m_sqlite = new QRadioButton(page);
    m_sqlite->setObjectName(u"firstRunSqlite"_s);
    m_postgres = new QRadioButton(page);
    m_postgres->setObjectName(u"firstRunPostgres"_s);
    form->addRow(m_sqlite);
    form->addRow(m_postgres);
    bool named = false;
    for (const char *setting : postgresSettings) {
        QLineEdit *line = makeField(form, setting);
        named = named || !line->text().isEmpty();
        connect(line, &QLineEdit::textEdited, this, &FirstRunDialog::onDatabase);
    }
    (named ? m_postgres : m_sqlite)->setChecked(true);
    m_databaseTrial = new SettingTrials(m_buffer, page);
    m_databaseTrial->setSubject(SettingTrials::Subject::Database);
    form->addRow(m_databaseTrial);
    m_overridden = new QLabel(page);
    m_overridden->setProperty("role", u"warning"_s);
    m_overridden->setWordWrap(true);
    form->addRow(m_overridden);
    connect(m_sqlite, &QRadioButton::toggled, this, &FirstRunDialog::onDatabase);
}

void FirstRunDialog::makeBrowsers()
{
    QFormLayout *form = nullptr;
    QLabel *title = nullptr;
    QLabel *text = nullptr;
    QWidget *page = makePage(&form, &title, &text);
    m_local = new QRadioButton(page);
    m_local->setObjectName(u"firstRunLocal"_s);
    m_foundBrowser = new QLabel(page);
    m_foundBrowser->setObjectName(u"firstRunFoundBrowser"_s);
    m_foundBrowser->setWordWrap(true);
    m_foundBrowser->setIndent(3 * gridStep);
    m_dolphin = new QRadioButton(page);
    m_dolphin->setObjectName(u"firstRunDolphin"_s);
    form->addRow(m_local);
    form->addRow(m_foundBrowser);
    form->addRow(m_dolphin);
    QLineEdit *token = makeField(form, "DOLPHIN_API_TOKEN");
    m_dolphinTrial = new SettingTrials(m_buffer, page);
    m_dolphinTrial->setSubject(SettingTrials::Subject::Dolphin);
    form->addRow(m_dolphinTrial);
    const bool dolphin = m_buffer.preview().text("BROWSER_PROVIDER") == "dolphin"_L1 ||
                         m_buffer.hasStoredSecret(specOf("DOLPHIN_API_TOKEN"));
    (dolphin ? m_dolphin : m_local)->setChecked(true);
    connect(m_local, &QRadioButton::toggled, this, &FirstRunDialog::onBrowsers);
    connect(token, &QLineEdit::textEdited, this, &FirstRunDialog::onBrowsers);
}

void FirstRunDialog::makeDemo()
{
    QFormLayout *form = nullptr;
    QLabel *title = nullptr;
    QLabel *text = nullptr;
    QWidget *page = makePage(&form, &title, &text);
    m_demo = new QCheckBox(page);
    m_demo->setObjectName(u"firstRunDemo"_s);
    form->addRow(m_demo);
}

void FirstRunDialog::makeFoot()
{
    m_skip->setObjectName(u"firstRunSkip"_s);
    m_back->setObjectName(u"firstRunBack"_s);
    m_next->setObjectName(u"firstRunNext"_s);
    m_next->setProperty("primary", true);
    m_skip->setAutoDefault(false);
    m_back->setAutoDefault(false);
    m_next->setDefault(true);
    auto *foot = new QHBoxLayout;
    foot->addWidget(m_skip);
    foot->addStretch(1);
    foot->addWidget(m_back);
    foot->addWidget(m_next);
    static_cast<QVBoxLayout *>(layout())->addLayout(foot);
    connect(m_skip, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_back, &QPushButton::clicked, this, [this] { go(m_steps->currentIndex() - 1); });
    connect(m_next, &QPushButton::clicked, this, [this] {
        if (m_steps->currentIndex() == lastStep)
            finish();
        else
            go(m_steps->currentIndex() + 1);
    });
}

void FirstRunDialog::onDatabase()
{
    const bool postgres = m_postgres->isChecked();
    // The parts count only while nobody gave the whole address.
    m_buffer.reset(specOf("DATABASE_URL"));
    for (const Field &field : std::as_const(m_fields)) {
        if (!QByteArrayView(field.spec->name).startsWith("POSTGRES_"))
            continue;
        if (!postgres)
            m_buffer.reset(*field.spec);
        else if (field.spec->type == SettingType::Secret || !field.line->text().isEmpty())
            m_buffer.edit(*field.spec, field.line->text());
        else
            // A default that is written down says that PostgreSQL is meant.
            m_buffer.edit(*field.spec, QString::fromLatin1(field.spec->defaultValue));
    }
    update();
}

void FirstRunDialog::onBrowsers()
{
    const SettingSpec &token = specOf("DOLPHIN_API_TOKEN");
    const bool dolphin = m_dolphin->isChecked();
    m_buffer.edit(specOf("BROWSER_PROVIDER"), dolphin ? u"dolphin"_s : u"local"_s);
    for (const Field &field : std::as_const(m_fields)) {
        if (field.spec == &token && dolphin)
            m_buffer.edit(token, field.line->text());
    }
    update();
}

void FirstRunDialog::go(int step)
{
    m_steps->setCurrentIndex(std::clamp(step, 0, lastStep));
    update();
    m_next->setFocus();
}

void FirstRunDialog::finish()
{
    const bool demo = m_demo->isChecked();
    if (m_buffer.changes().isEmpty()) {
        Q_EMIT completed(false, demo);
        accept();
        return;
    }
    m_next->setEnabled(false);
    m_buffer.save(this, [this, demo](const Result<QStringList> &saved) {
        m_next->setEnabled(true);
        if (!saved) {
            m_fault->setText(errorText(saved.error()));
            m_fault->show();
            return;
        }
        Q_EMIT completed(true, demo);
        accept();
    });
}

void FirstRunDialog::update()
{
    const int step = m_steps->currentIndex();
    const bool postgres = m_postgres->isChecked();
    for (const Field &field : std::as_const(m_fields)) {
        const bool ofDatabase = QByteArrayView(field.spec->name).startsWith("POSTGRES_");
        const bool used = ofDatabase ? postgres : m_dolphin->isChecked();
        field.line->setEnabled(used);
        field.label->setEnabled(used);
    }
    m_databaseTrial->setEnabled(postgres);
    m_dolphinTrial->setEnabled(m_dolphin->isChecked());
    m_overridden->setVisible(m_buffer.isOverridden(specOf("DATABASE_URL")));
    QString fault;
    for (const Field &field : std::as_const(m_fields)) {
        if (fault.isEmpty() && field.line->isEnabled())
            fault = m_buffer.fault(*field.spec);
    }
    m_fault->setText(fault);
    m_fault->setVisible(!fault.isEmpty());
    m_back->setVisible(step > 0);
    m_next->setEnabled(fault.isEmpty());
    m_next->setText(step == lastStep ? tr("Done") : tr("Next"));
    m_progress->setText(tr("Step %1 of %2").arg(step + 1).arg(lastStep + 1));
}

void FirstRunDialog::retranslateFields()
{
    for (const Field &field : std::as_const(m_fields)) {
        field.label->setText(SettingTexts::title(*field.spec));
        field.line->setAccessibleName(SettingTexts::title(*field.spec));
        if (m_buffer.hasStoredSecret(*field.spec))
            field.line->setPlaceholderText(tr("Set; shown nowhere."));
    }
    const Result<QString> browser = node::findLocalBrowser(m_buffer.preview());
    m_foundBrowser->setProperty("role", browser ? u"muted"_s : u"warning"_s);
    m_foundBrowser->setText(browser ? tr("Found: %1").arg(*browser) : errorText(browser.error()));
}

void FirstRunDialog::retranslate()
{
    setWindowTitle(tr("Set Pult up"));
    const QString titles[] = {tr("Language"), tr("Where tasks are kept"), tr("Where browser profiles come from"),
                              tr("Ready")};
    const QString texts[] = {
        tr("The window's language; it can be changed at any time."),
        tr("One computer needs nothing else than a file. Several computers share their tasks in PostgreSQL."),
        tr("Pult drives profiles of a local Chrome, or those of Dolphin Anty. What a profile looks like to sites is "
           "not Pult's business."),
        tr("Next: record a flow in Chrome's Recorder, then press New bulk upload. F1 shows all keys, Ctrl+Shift+P "
           "finds "
           "any command.")};
    for (int i = 0; i <= lastStep; ++i) {
        m_titles.at(i)->setText(titles[i]);
        m_texts.at(i)->setText(texts[i]);
    }
    m_sqlite->setText(tr("A file on this computer (SQLite)"));
    m_postgres->setText(tr("A PostgreSQL server"));
    m_overridden->setText(tr("DATABASE_URL is set outside the settings file and has the last word."));
    m_local->setText(tr("Chrome or Chromium on this computer"));
    m_dolphin->setText(tr("Dolphin Anty"));
    m_demo->setText(tr("Show me the demo: three uploads to a small site of its own, in a window of its own"));
    m_skip->setText(tr("Skip"));
    m_back->setText(tr("Back"));
    retranslateFields();
    update();
}

void FirstRunDialog::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::LanguageChange)
        retranslate();
    QDialog::changeEvent(event);
}

} // namespace pult::ui
