import Datasets
import Experiments
import Files
import NeuralNetworks
import Pipeline
import Runner
import Specification

/// The texts of a report. They are functions of the experiment and the data: no dates, no durations,
/// no paths of the machine.
struct Report {
  private let study: Study
  private let gallery: Gallery.Result
  private let tables: [Table]

  /// More settings than this have their effects folded away.
  private static let mostRows = 12

  /// Prepares the texts.
  init(_ study: Study, _ gallery: Gallery.Result) {
    self.study = study
    self.gallery = gallery
    let builder = TableBuilder(study)
    if let grid = SweepGrid(study.plan.sweep) {
      let metrics = TableMetrics.chosen(for: grid, from: study.results, study.plan.sweep)
      tables = metrics.flatMap { metric in grid.slices.map { builder.pivot($0, metric) } }
    } else {
      tables = [builder.table(of: TableMetrics.chosen(from: study.results, study.plan.sweep))]
    }
  }

  /// `table.csv`.
  var csv: String { ResultsCSV(study.plan.sweep, study.results).text }

  /// `table.tex`.
  var latex: String {
    let words = words
    let texts = tables.enumerated().map { index, table in
      let own = index == 0 ? words.plainCaption(.results) : nil
      let usual = [study.results.title, table.caption].filter { !$0.isEmpty }
      let number = tables.count > 1 ? "-\(index + 1)" : ""
      return table.latex(
        title: own ?? usual.joined(separator: ": "), label: study.results.name + number)
    }
    return texts.joined(separator: "\n")
  }

  /// `stages.json`: the stages that each number came from, by their keys.
  var stages: String { Origins(study.plan, study.results).stages.pretty }

  /// `report.md`.
  var markdown: String { document.markdown }

  /// The report before it is written in a format: question, answer and table, then what differs and what
  /// it looks like, then what is looked up; what the author says before and after.
  var document: ReportDocument {
    let words = words
    let results = resultTables(words)
    let effects = effects(words)
    var document = ReportDocument(
      title: study.results.title, byline: words.byline, numbers: words.numbers,
      blocks: [.markdown(head)])
    document.add(words.heading(.introduction), words.introduction)
    document.add(words.heading(.results), results)
    document.add(words.heading(.effects), effects)
    document.add(words.heading(.figures), words.figures.map { .figures($0) } + drawingNotes)
    document.add(words.heading(.discussion), words.discussion)
    document.add(words.heading(.method), method)
    document.add(words.heading(.reproduce), [.markdown(reproduction)])
    document.add(words.heading(.notes), notes)
    return document
  }

  private var words: ReportWords {
    ReportWords(study, tables: tableKinds, figures: FigureGroup.groups(of: gallery.figures))
  }

  private var head: String {
    let question = study.plan.sweep.question.map { "\(Markdown.paragraph($0))\n\n" } ?? ""
    return question + Findings(study).text
  }

  /// The kinds of the tables, in their order.
  private var tableKinds: [TableKind] {
    tables.map { _ in .results } + (Effects(study) == nil ? [] : [.effects])
      + (differences == nil || study.rows.count > Self.mostRows ? [] : [.differences])
  }

  private func resultTables(_ words: ReportWords) -> [ReportDocument.Block] {
    let reading = ReadingNotes(study, tables).text
    let own = words.caption(.results)
    if tables.count == 1, tables[0].caption.isEmpty {
      let table = NumberedTable(number: 1, caption: own ?? reading, body: tables[0].markdown)
      return [.table(table)] + (own == nil ? [] : [.markdown(reading)])
    }
    let blocks = tables.enumerated().map { index, table -> ReportDocument.Block in
      let title = Markdown.escaped(table.caption.capitalizedFirst) + "."
      let caption = index == 0 ? own ?? title : title
      return .table(NumberedTable(number: index + 1, caption: caption, body: table.markdown))
    }
    return blocks + [.markdown(reading)]
  }

  /// How far settings are from the baseline; of two settings the finding says it.
  private var differences: BaselineDifferences? {
    study.rows.count > 2 ? BaselineDifferences(study) : nil
  }

  /// What the axes of the sweep do, and how far every setting is from the baseline.
  private func effects(_ words: ReportWords) -> [ReportDocument.Block] {
    var blocks: [ReportDocument.Block] = []
    if let means = Effects(study) {
      blocks.append(
        .table(
          NumberedTable(
            number: words.numbers.tables[.effects] ?? 0,
            caption: words.caption(.effects) ?? means.scope,
            body: means.markdown)))
    }
    guard let table = differences?.table else { return blocks }
    guard let number = words.numbers.tables[.differences] else {
      let summary = "Difference of each of the \(study.rows.count) settings to the baseline"
      return blocks + [
        .folded(summary: summary, "\(table.caption)\n\n\(table.body)", isPrinted: false)
      ]
    }
    let caption = words.caption(.differences) ?? table.caption
    return blocks + [.table(NumberedTable(number: number, caption: caption, body: table.body))]
  }

  /// Figures that could not be drawn.
  private var drawingNotes: [ReportDocument.Block] {
    let notes = gallery.notes.map { "- \(Markdown.escaped($0))" }
    return notes.isEmpty ? [] : [.markdown(notes.joined(separator: "\n"))]
  }

  /// The networks, and the settings that differ from the defaults.
  private var method: [ReportDocument.Block] {
    let reading = ReadingNotes(study, tables).method
    let list = SettingsList(study.plan.sweep)
    let rule = ChoiceRule(study.plan).text.map(Markdown.escaped)
    let paragraphs = [reading.isEmpty ? nil : reading, "\(list.heading)\n\n\(list.markdown)", rule]
    let networks = ArchitectureSection(study)
    let listing = networks.markdown
    return [.markdown(paragraphs.compactMap { $0 }.joined(separator: "\n\n"))]
      + (listing.isEmpty ? [] : [.folded(summary: networks.summary, listing, isPrinted: true)])
  }

  private var reproduction: String {
    """
    \(Markdown.block(Origins(study.plan, study.results).command, language: "sh"))
    The same file and data give the same bytes, on any number of workers and threads. All metrics at full \
    precision are in [results.json](results.json), a table of them in [table.csv](table.csv), and the \
    stages that each number came from in [stages.json](stages.json).
    """
  }

  /// What is odd: the last section, empty where nothing is.
  private var notes: [ReportDocument.Block] {
    guard !study.results.notes.isEmpty else { return [] }
    let lines = study.results.notes.map { note in
      let subject = note.subject.isEmpty ? "" : "**\(Markdown.escaped(note.subject))**: "
      return "- \(subject)\(Markdown.escaped(note.text))"
    }
    return [.markdown(lines.joined(separator: "\n"))]
  }
}

/// How to get the same numbers again, and which stages they were read from.
struct Origins {
  private let plan: SweepPlan
  private let results: SweepResults

  /// Describes where results come from.
  init(_ plan: SweepPlan, _ results: SweepResults) {
    self.plan = plan
    self.results = results
  }

  /// The command, safe to be pasted: by `make` where every word means itself to it, else by the
  /// program alone, for `make` and the shell would each take quotes away.
  var command: String {
    let file = plan.sweep.file
    // Of a file that is kept nowhere, where such files are.
    let path = RepositoryFolder.path(of: file.path) ?? "experiments/\(file.name).json"
    guard ([path] + file.arguments).allSatisfy(ShellText.isPlain) else {
      let overrides = file.arguments.map { " --set \(ShellText.word($0))" }.joined()
      return VisibleText.line(".build/release/sweep run \(ShellText.word(path))\(overrides)")
    }
    let overrides = file.arguments.map { "--set \($0)" }.joined(separator: " ")
    return "make sweep EXP=\(path)" + (overrides.isEmpty ? "" : " ARGS=\"\(overrides)\"")
  }

  /// The stages of every trial: what they did, and their keys.
  var stages: JSON {
    let trials = results.rows.flatMap { row in
      row.runs.map { run -> JSON in
        let stages = run.stages.sorted { $0.key < $1.key }.map { ($0.key, JSON.string($0.value)) }
        return .object([
          ("row", .string(row.label)), ("seed", .number(run.seed)), ("stages", .object(stages)),
        ])
      }
    }
    return .object([("name", .string(results.name)), ("trials", .array(trials))])
  }
}
