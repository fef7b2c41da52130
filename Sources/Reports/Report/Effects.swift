import Experiments
import Numerics
import Pipeline
import Runner
import Specification

/// What each swept axis does to the headline metric: its mean at every value, over the other settings.
///
/// Of a sweep of every combination all rows are averaged. Of other sweeps (cases, variants with axes of
/// their own, rows that failed or that a search stopped) an axis is averaged over those settings of the
/// others that were run with each of its values, at least two of them, so that every mean of the axis is
/// taken over the same company; an axis without such settings is left out. Axes that always change
/// together are one. For each seed that all rows finished the settings of a value are averaged; the
/// interval is Student's over the seeds.
package struct Effects {
  /// One value of an axis.
  package struct Level: Equatable {
    /// The value, as tables print it.
    package let name: String
    /// The means over the other settings, seed by seed.
    package let means: [Double]
    /// The same, summed up.
    package let summary: SampleSummary
  }

  /// One axis.
  package struct Axis: Equatable {
    /// What tables call it.
    package let title: String
    /// Its values, in the order of the sweep.
    package let levels: [Level]
    /// Over how many settings of the others each mean is taken.
    package let settings: Int
    /// Whether these are all rows of the sweep.
    package let isWhole: Bool

    /// How far apart the means of its values are.
    var range: Double {
      let means = levels.map(\.summary.mean)
      return (means.max() ?? 0) - (means.min() ?? 0)
    }
  }

  /// The metric.
  let metric: Metric
  /// The axes, in the order of the sweep.
  package let axes: [Axis]

  /// Averages the settings of a sweep; nil where that says nothing.
  init?(_ study: Study) {
    guard let metric = study.headline, metric.better != .neither else { return nil }
    let rankings = study.rankings(of: metric)
    let settings = SettingColumns(study.plan.sweep)
    guard rankings.count == 1 else { return nil }
    self.init(
      metric, titles: settings.titles, texts: settings.texts,
      values: study.results.rows.enumerated().map { index, row in
        guard rankings[0].order.contains(index) else { return [] }
        if row.drawsNothing { return study.results.values(of: metric, in: row) }
        return (rankings[0].seeds ?? []).compactMap { seed in
          row.runs.first { $0.seed == seed }?.metrics[metric]
        }
      })
  }

  /// Averages settings by their values on each axis.
  ///
  /// - Parameters:
  ///   - metric: what is averaged.
  ///   - titles: the axes.
  ///   - texts: the values of each row on the axes.
  ///   - values: the numbers of each row, seed by seed; one for a row that draws nothing, none for a row
  ///     without a result.
  package init?(_ metric: Metric, titles: [String], texts: [[String]], values: [[Double]]) {
    let count = values.map(\.count).max() ?? 0
    guard titles.count > 1, count > 0, Set(texts).count == texts.count,
      values.allSatisfy({ [0, 1, count].contains($0.count) })
    else { return nil }
    self.metric = metric
    let own = Self.independent(titles, texts)
    let settings = texts.map { row in own.map { row[$0.index] } }
    guard own.count > 1 else { return nil }
    axes = own.indices.compactMap { axis in
      Self.axis(axis, titled: own[axis].title, settings, values, seeds: count)
    }
    if axes.isEmpty { return nil }
  }

  /// The axes without those that tell rows apart just as an earlier one does, which names them.
  private static func independent(
    _ titles: [String], _ texts: [[String]]
  ) -> [(index: Int, title: String)] {
    let partitions = titles.indices.map { axis in
      texts.map { row in texts.firstIndex { $0[axis] == row[axis] } }
    }
    return titles.indices.filter { partitions.firstIndex(of: partitions[$0]) == $0 }.map { axis in
      let tied = titles.indices.filter { $0 > axis && partitions[$0] == partitions[axis] }
      let heading = SettingColumns.heading(titles[axis])
      // The name of a variant stands for all that it sets.
      guard !tied.isEmpty, titles[axis] != SettingColumns.name else { return (axis, heading) }
      let others = tied.map { SettingColumns.heading(titles[$0]) }.joined(separator: ", ")
      return (axis, "\(heading) (with \(others))")
    }
  }

  private static func axis(
    _ axis: Int, titled title: String, _ texts: [[String]], _ values: [[Double]], seeds: Int
  ) -> Axis? {
    let rows = texts.indices.filter {
      !values[$0].isEmpty && texts[$0][axis] != SettingColumns.absent
    }
    let names = rows.map { texts[$0][axis] }.reduce(into: [String]()) { names, name in
      if !names.contains(name) { names.append(name) }
    }
    let companies = Dictionary(grouping: rows) { row in
      texts[row].enumerated().filter { $0.offset != axis }.map(\.element)
    }
    let shared = companies.values.filter { $0.count == names.count }
    guard names.count > 1, shared.count > 1 else { return nil }
    let levels = names.compactMap { name -> Level? in
      let own = shared.flatMap { $0 }.filter { texts[$0][axis] == name }.sorted()
      let means = (0..<seeds).map { seed in
        own.reduce(0) { $0 + (values[$1].count == 1 ? values[$1][0] : values[$1][seed]) }
          / Double(own.count)
      }
      return SampleSummary(means).map { Level(name: name, means: means, summary: $0) }
    }
    return Axis(
      title: title, levels: levels, settings: shared.count,
      isWhole: shared.count * names.count == texts.count)
  }

  /// Over what the means are taken, for a caption.
  package var scope: String {
    let partial = axes.filter { !$0.isWhole }
    guard !partial.isEmpty else { return "Means over all other settings." }
    let counts = partial.map { "\(Markdown.escaped($0.title)): \($0.settings)" }
    return "Means over the settings of the others that have a result with every value of the axis ("
      + counts.joined(separator: ", ") + ")."
  }

  /// The axes by how much they matter, in a sentence.
  package var sentence: String {
    let ordered = axes.enumerated().sorted {
      ($1.element.range, $0.offset) < ($0.element.range, $1.offset)
    }
    .map(\.element)
    let clauses = ordered.map { Self.words($0, metric) }
    let which = axes.allSatisfy(\.isWhole) ? "" : " that have each of its values"
    return "Averaged over the other settings\(which), \(Markdown.escaped(metric.title)) "
      + clauses.joined(separator: "; ") + "."
  }

  private static func words(_ axis: Axis, _ metric: Metric) -> String {
    let title = Markdown.escaped(axis.title)
    let means = axis.levels.map(\.summary.mean)
    let text = { (value: Double) in Decimal.text(value, digits: metric.digits) }
    guard let low = means.indices.min(by: { means[$0] < means[$1] }),
      let high = means.indices.max(by: { means[$0] < means[$1] }), means[high] > means[low]
    else { return "does not depend on \(title)" }
    let isOrdered = axis.levels.allSatisfy { Double($0.name) != nil }
    let steps = zip(means, means.dropFirst()).map { $1 - $0 }
    let names = axis.levels.map { Markdown.escaped($0.name) }
    if isOrdered, steps.allSatisfy({ $0 > 0 }) || steps.allSatisfy({ $0 < 0 }) {
      let verb = steps[0] > 0 ? "rises" : "falls"
      return "\(verb) by \(text(axis.range)) from \(title) \(names[0]) to "
        + names[names.count - 1] + doubt(axis.levels[low], axis.levels[high])
    }
    let (best, worst) = metric.better == .lower ? (low, high) : (high, low)
    return "is best with \(title) \(names[best]), \(text(axis.range)) from the worst, "
      + names[worst] + doubt(axis.levels[low], axis.levels[high])
  }

  /// What is said of two values, the farthest apart, that do not differ by more than chance (a paired
  /// t-test over the seeds). That they do is not said: they were picked for being far apart.
  private static func doubt(_ first: Level, _ second: Level) -> String {
    guard first.means.count >= Ranking.fewestSeeds else { return "" }
    let differences = SampleSummary(zip(first.means, second.means).map { $1 - $0 })
    let probability = differences?.probabilityOfZeroMean()
    return probability.map { $0 > 0.05 } ?? false ? ", which the seeds alone may explain" : ""
  }

  /// The means as a table.
  var markdown: String {
    let interval = axes.contains { $0.levels.contains { $0.summary.count >= Ranking.fewestSeeds } }
    let head =
      ["axis", "value", "mean \(metric.title)"] + (interval ? ["95 % interval"] : [])
      + ["difference to the first"]
    let lines = axes.flatMap { axis in
      axis.levels.map { level -> String in
        let first = axis.levels[0].summary.mean
        let text = { (value: Double) in Decimal.text(value, digits: metric.digits) }
        let ends = level.summary.interval(of: metric).map {
          "\(text($0.lowerBound)) to \(text($0.upperBound))"
        }
        let difference = level.summary.mean - first
        let cells =
          [axis.title, level.name, text(level.summary.mean)] + (interval ? [ends ?? "–"] : [])
          + [level == axis.levels[0] ? "–" : (difference > 0 ? "+" : "") + text(difference)]
        return "| " + cells.map(Markdown.escaped).joined(separator: " | ") + " |"
      }
    }
    let rule = "| :- | :- | -: |" + (interval ? " -: |" : "") + " -: |"
    let header = "| " + head.map(Markdown.escaped).joined(separator: " | ") + " |"
    return ([header, rule] + lines).joined(separator: "\n") + "\n"
  }
}

/// How far every setting is from the baseline.
struct BaselineDifferences {
  private let study: Study
  private let metric: Metric
  private let ranking: Ranking

  /// Compares the settings of a sweep with its baseline; nil where there is nothing to compare.
  init?(_ study: Study) {
    guard let metric = study.headline, metric.better != .neither else { return nil }
    let own = study.rankings(of: metric).first { ranking in
      ranking.order.count > 1 && ranking.order.contains(ranking.baseline)
    }
    guard let own else { return nil }
    self.study = study
    self.metric = metric
    ranking = own
  }

  /// The table, and what it shows, both as Markdown.
  var table: (caption: String, body: String) {
    let differences = ranking.differencesToBaseline
    let sign: Double = metric.better == .lower ? -1 : 1
    let text = { (value: Double) in
      (value > 0 ? "+" : "") + Decimal.text(value, digits: metric.digits)
    }
    let tests = Set(differences.values.compactMap(\.test))
    let name = Markdown.escaped(metric.title)
    let lines = ranking.order.sorted().compactMap { row -> String? in
      guard let lead = differences[row] else { return nil }
      let ends = lead.interval.map { [sign * $0.lowerBound, sign * $0.upperBound].sorted() }
      let p = lead.probability.map { $0 < 0.001 ? "< 0.001" : Decimal.text($0, digits: 3) }
      let cells =
        [Markdown.escaped(study.results.rows[row].label), text(sign * lead.difference)]
        + (tests.contains(.seeds) ? [ends.map { "\(text($0[0])) to \(text($0[1]))" } ?? "–"] : [])
        + (tests.isEmpty ? [] : [p ?? "–"])
      return "| " + cells.joined(separator: " | ") + " |"
    }
    let head =
      ["setting", "difference"] + (tests.contains(.seeds) ? ["95 % interval"] : [])
      + (tests.isEmpty ? [] : ["p"])
    let rule = "| :- |" + String(repeating: " -: |", count: head.count - 1)
    let how =
      tests.contains(.seeds)
      ? "; intervals, of each difference alone, and p are of paired t-tests over the seeds"
      : tests.contains(.images) ? "; p is of McNemar's tests over the images" : ""
    let correction =
      tests.isEmpty || lines.count < 2
      ? "" : ", p by Holm's correction for these \(lines.count) comparisons"
    let body = ["| " + head.joined(separator: " | ") + " |", rule] + lines
    let baseline =
      study.isCalledBaseline(ranking.baseline)
      ? study.named(ranking.baseline) : "the baseline, \(study.named(ranking.baseline))"
    return (
      "Difference in \(name) to \(baseline)\(how)\(correction).",
      body.joined(separator: "\n") + "\n"
    )
  }
}
