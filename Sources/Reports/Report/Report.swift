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
  private let ranking: Ranking

  /// More networks than this are not all printed.
  private static let mostNetworks = 4

  /// Prepares the texts.
  init(_ study: Study, _ gallery: Gallery.Result) {
    self.study = study
    self.gallery = gallery
    ranking = study.ranking
    let builder = TableBuilder(study.plan.sweep, study.results)
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
    let sections = [head, resultTables, figures, architecture, settings, origins, notes]
    return sections.filter { !$0.isEmpty }.joined(separator: "\n")
  }

  private var head: String {
    let question = study.plan.sweep.question.map { "\(Markdown.paragraph($0))\n\n" } ?? ""
    let findings = Findings(
      study.results, ranking, seeds: study.plan.sweep.seeds.count,
      watched: study.plan.trials.first?.watch?.loss ?? .training)
    return "# \(Markdown.escaped(study.results.title))\n\n\(question)\(findings.text)\n"
  }

  private var resultTables: String {
    let texts = tables.map { table in
      table.caption.isEmpty
        ? table.markdown : "**\(Markdown.escaped(table.caption))**\n\n\(table.markdown)"
    }
    return "## Results\n\n\(texts.joined(separator: "\n"))\n\(legend)\n"
  }

  /// How to read the numbers.
  private var legend: String {
    let seeds = study.plan.sweep.seeds.count
    let canTell = seeds >= Ranking.fewestSeeds
    let spread =
      seeds > 1
      ? "Means ± sample standard deviations over \(seeds) seeds." : "One seed, so no deviations."
    let bold =
      canTell
      ? " A number is bold where it is better than every other in its column by more than chance "
        + "explains (paired t-test over the seeds, Holm's correction, 5 %)."
      : " The best number of each column is bold; how much of its lead is chance cannot be told from "
        + "\(seeds == 1 ? "one seed" : "\(seeds) seeds")."
    let pivoted = bold.replacing(" in its column", with: "").replacing(" of each column", with: "")
    let isPivoted = tables.contains { !$0.caption.isEmpty }
    return spread + errors + (study.rows.count > 1 ? (isPivoted ? pivoted : bold) : "")
      + " All metrics at full precision are in [results.json](results.json), a table of them in "
      + "[table.csv](table.csv)."
  }

  /// What the unit of errors is.
  private var errors: String {
    let names = ["MSE", "L1"].filter { name in
      tables.contains { table in
        table.caption.contains(name) || table.columns.contains { $0.title.contains(" \(name)") }
      }
    }
    let scales = Set(study.plan.trials.map { words(ofPixelsOf: $0) })
    guard !names.isEmpty, scales.count == 1, let scale = scales.first else { return "" }
    let verb = names.count == 1 ? "is" : "are"
    return " \(names.joined(separator: " and ")) \(verb) per pixel value, pixels "
      + "\(Markdown.escaped(scale))."
  }

  /// What pixels are when they are compared.
  private func words(ofPixelsOf trial: TrialPlan) -> String {
    guard let stored = trial.storedPixels else {
      let scale = study.rows[trial.row].experiment.dataset.scale
      return "scaled to \(SettingText.text(of: scale.json))"
    }
    let ends = [stored.lowerBound, stored.upperBound].map { JSON.number($0).canonical }
    return "as they are stored, from \(ends[0]) to \(ends[1])"
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
