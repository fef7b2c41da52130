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
  /// More networks than this are not all printed.
  private static let mostNetworks = 4

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

  /// `report.md`.
  var markdown: String {
    let sections = [head, resultTables, effects, figures, architecture, settings, origins, notes]
    return sections.filter { !$0.isEmpty }.joined(separator: "\n")
  }

  private var head: String {
    let question = study.plan.sweep.question.map { "\(Markdown.paragraph($0))\n\n" } ?? ""
    let findings = Findings(study)
    return "# \(Markdown.escaped(study.results.title))\n\n\(question)\(findings.text)\n"
  }

  private var resultTables: String {
    let texts = tables.map { table in
      table.caption.isEmpty
        ? table.markdown : "**\(Markdown.escaped(table.caption))**\n\n\(table.markdown)"
    }
    return "## Results\n\n\(texts.joined(separator: "\n"))\n\(ReadingNotes(study, tables).text)\n"
  }

  /// What the axes of the sweep do, and how far every setting is from the baseline.
  private var effects: String {
    let means = Effects(study).map { "Means over all other settings:\n\n\($0.markdown)" }
    let differences = BaselineDifferences(study)?.markdown
    let all = [means, differences].compactMap { $0 }
    guard !all.isEmpty else { return "" }
    let text = all.joined(separator: "\n")
    guard study.rows.count > Self.mostRows else { return "## Effects\n\n\(text)" }
    return """
      ## Effects

      <details>
      <summary>Means over other settings, and differences to the baseline</summary>

      \(text)
      </details>

      """
  }

  private var figures: String {
    let texts = gallery.figures.map { figure in
      "### \(Markdown.escaped(figure.title))\n\n"
        + Markdown.image("figures/\(figure.file)", title: figure.title)
        + "\n\n\(Markdown.paragraph(figure.caption))\n"
    }
    let notes = gallery.notes.map { "- \(Markdown.escaped($0))" }
    let below = notes.isEmpty ? [] : [notes.joined(separator: "\n") + "\n"]
    let all = texts + below
    return all.isEmpty ? "" : "## Figures\n\n\(all.joined(separator: "\n"))"
  }

  private var architecture: String {
    var listings: [(row: Int, text: String)] = []
    var known: Set<String> = []
    for row in study.rows.indices {
      guard let trial = study.plan.trials(of: row).first, !trial.architecture.stacks.isEmpty else {
        continue
      }
      let text = ArchitectureListing(trial.architecture).text
      if known.insert(text).inserted { listings.append((row, text)) }
    }
    guard !listings.isEmpty else { return "" }
    let shown = listings.prefix(Self.mostNetworks)
    let blocks = shown.map { listing in
      let heading =
        listings.count > 1
        ? "\(Markdown.paragraph(study.label(of: listing.row, among: listings.map(\.row)))):\n\n"
        : ""
      return heading + Markdown.block(listing.text)
    }
    let rest = listings.count - shown.count
    let note =
      rest > 0 ? ["\(rest) more differ from these only by the settings in the tables.\n"] : []
    return "## Architecture\n\n\((blocks + note).joined(separator: "\n"))"
  }

  private var settings: String {
    let list = SettingsList(study.plan.sweep)
    let rule = ChoiceRule(study.plan).text.map { "\n\(Markdown.escaped($0))\n" } ?? ""
    return "## Settings\n\n\(list.heading)\n\n\(list.markdown)\(rule)"
  }

  private var origins: String {
    let origins = Origins(study.plan, study.results)
    return """
      ## How to reproduce

      \(Markdown.block(origins.command, language: "sh"))
      The same file and data give the same bytes, on any number of workers and threads.

      <details>
      <summary>Where each number came from: the stages of every trial by their keys</summary>

      \(Markdown.block(origins.listing))
      </details>

      """
  }

  /// What is odd: the last section, empty where nothing is.
  private var notes: String {
    guard !study.results.notes.isEmpty else { return "" }
    let lines = study.results.notes.map { note in
      let subject = note.subject.isEmpty ? "" : "**\(Markdown.escaped(note.subject))**: "
      return "- \(subject)\(Markdown.escaped(note.text))"
    }
    return "## Notes\n\n\(lines.joined(separator: "\n"))\n"
  }
}
