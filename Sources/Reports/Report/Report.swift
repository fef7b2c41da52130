import Datasets
import Experiments
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
    let texts = tables.enumerated().map { index, table in
      let caption = [study.results.title, table.caption].filter { !$0.isEmpty }
      let number = tables.count > 1 ? "-\(index + 1)" : ""
      return table.latex(
        title: caption.joined(separator: ": "), label: study.results.name + number)
    }
    return texts.joined(separator: "\n")
  }

  /// `stages.json`: the stages that each number came from, by their keys.
  var stages: String { Origins(study.plan, study.results).stages.pretty }

  /// `report.md`.
  var markdown: String { document.markdown }

  /// The report before it is written in a format: question, answer and table, then what differs and what
  /// it looks like, then what is looked up.
  var document: ReportDocument {
    var document = ReportDocument(title: study.results.title, blocks: [.markdown(head)])
    var tables = 0
    let number = { (caption: String, body: String) -> ReportDocument.Block in
      tables += 1
      return .table(NumberedTable(number: tables, caption: caption, body: body))
    }
    document.add("Results", resultTables(number))
    document.add("Effects", effects(number))
    document.add("Figures", figures)
    document.add("Method", method)
    document.add("How to reproduce", [.markdown(reproduction)])
    document.add("Notes", notes)
    return document
  }

  private typealias Numbering = (_ caption: String, _ body: String) -> ReportDocument.Block

  private var head: String {
    let question = study.plan.sweep.question.map { "\(Markdown.paragraph($0))\n\n" } ?? ""
    return question + Findings(study).text
  }

  private func resultTables(_ number: Numbering) -> [ReportDocument.Block] {
    let reading = ReadingNotes(study, tables).text
    if tables.count == 1, tables[0].caption.isEmpty { return [number(reading, tables[0].markdown)] }
    let blocks = tables.map { table in
      number(Markdown.escaped(table.caption.capitalizedFirst) + ".", table.markdown)
    }
    return blocks + [.markdown(reading)]
  }

  /// What the axes of the sweep do, and how far every setting is from the baseline.
  private func effects(_ number: Numbering) -> [ReportDocument.Block] {
    let means = Effects(study).map {
      number("Means over all other settings.", $0.markdown)
    }
    // Two settings differ by what the finding says.
    guard let differences = BaselineDifferences(study)?.table, study.rows.count > 2 else {
      return means.map { [$0] } ?? []
    }
    guard study.rows.count > Self.mostRows else {
      return [means, number(differences.caption, differences.body)].compactMap { $0 }
    }
    return [
      means,
      .folded(
        summary: "Difference of each of the \(study.rows.count) settings to the baseline",
        "\(differences.caption)\n\n\(differences.body)"),
    ].compactMap { $0 }
  }

  private var figures: [ReportDocument.Block] {
    let notes = gallery.notes.map { "- \(Markdown.escaped($0))" }
    return FigureGroup.groups(of: gallery.figures).map { .figures($0) }
      + (notes.isEmpty ? [] : [.markdown(notes.joined(separator: "\n"))])
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
      + (listing.isEmpty ? [] : [.folded(summary: networks.summary, listing)])
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
