import Clustering
import Datasets
import Experiments
import NeuralNetworks
import Runner
import Specification

/// In which rows of a sweep a metric means the same.
public struct Comparability {
  private let plan: SweepPlan
  private let results: SweepResults

  /// Looks at the rows of a sweep.
  public init(_ plan: SweepPlan, _ results: SweepResults) {
    self.plan = plan
    self.results = results
  }

  /// The rows that have a metric, in groups within which it means the same; in the order of the rows.
  public func groups(of metric: Metric) -> [[Int]] {
    var places: [[String]: Int] = [:]
    var groups: [[Int]] = []
    for row in results.rows.indices where !results.values(of: metric, in: results.rows[row]).isEmpty
    {
      let meaning = Self.order.filter(metric.basis.contains).map { value(of: $0, metric, row) }
      if let place = places[meaning] {
        groups[place].append(row)
      } else {
        places[meaning] = groups.count
        groups.append([row])
      }
    }
    return groups
  }

  /// What sets the groups of a metric apart, in words: "other images, another number of clusters".
  public func difference(of metric: Metric) -> String {
    let rows = groups(of: metric).joined()
    let bases = Self.order.filter { basis in
      metric.basis.contains(basis) && Set(rows.map { value(of: basis, metric, $0) }).count > 1
    }
    return bases.map(\.words).joined(separator: ", ")
  }

  private static let order: [Metric.Basis] = [
    .images, .pixelScale, .objective, .clusters, .space,
  ]

  private func value(of basis: Metric.Basis, _ metric: Metric, _ row: Int) -> String {
    // The first trial of the row; large values are looked at in their place, not copied.
    let trial = plan.trials(of: row).startIndex
    let scored = plan.sweep.rows[row].experiment.evaluation.split
    switch basis {
    case .images:
      let split =
        metric.images == .split ? metric.qualifier.flatMap(SplitName.init(rawValue:)) : scored
      return split.flatMap { plan.trials[trial].data[$0]?.hex } ?? ""
    case .pixelScale: return plan.sweep.rows[row].experiment.dataset.scale.json.canonical
    case .objective:
      let objective = plan.trials[trial].architecture.objective.map { "\($0)" } ?? ""
      return "\(objective) \(plan.sweep.rows[row].experiment.training.loss.json.canonical)"
    case .clusters:
      let found = results.rows[row].runs.compactMap { $0.metrics[.clusters] }
      return Set(found).sorted().map { "\($0)" }.joined(separator: " ")
    case .space:
      return (plan.trials[trial].reduce.last ?? plan.trials[trial].embed[scored])?.hex ?? ""
    }
  }
}

extension Metric.Basis {
  /// What differs, in words.
  fileprivate var words: String {
    switch self {
    case .images: "other images or classes"
    case .pixelScale: "another pixel scale"
    case .objective: "another loss"
    case .clusters: "another number of clusters"
    case .space: "another space"
    }
  }
}

/// What differs between the experiments that two results came from.
public struct SettingChanges: Sendable, Equatable {
  /// One value that differs.
  public struct Change: Sendable, Equatable {
    /// Its path.
    public var path: String
    /// The older value; nil where there was none.
    public var old: String?
    /// The newer value; nil where there is none.
    public var new: String?
    /// The rows in which it differs so; empty where all do.
    public var rows: [String]
  }

  /// The values that differ, sorted by path.
  public let list: [Change]
  /// What cannot be said of the settings, or differs beside them: images, the program.
  public let remarks: [String]

  /// Finds what differs in the rows that both results have.
  public init(_ old: SweepResults, _ new: SweepResults) {
    let pairs = new.rows.enumerated().compactMap { position, row in
      Comparison.counterpart(of: position, in: new, among: old).map { (old: $0, new: row) }
    }
    guard let before = old.settings, let after = new.settings else {
      list = []
      let side = old.settings == nil ? "older" : "newer"
      remarks = ["the \(side) results do not say what experiment they came from"]
      return
    }
    var found: [(Change, String)] = []
    for (oldRow, newRow) in pairs {
      let left = before.merging(oldRow.settings) { $1 }
      let right = after.merging(newRow.settings) { $1 }
      for path in Set(left.keys).union(right.keys).sorted() where left[path] != right[path] {
        let (old, new) = (left[path], right[path])
        found.append(
          (Change(path: path, old: Self.text(old), new: Self.text(new), rows: []), newRow.label))
      }
    }
    var merged: [Change] = []
    for (change, label) in found {
      if let place = merged.firstIndex(where: {
        $0.path == change.path && $0.old == change.old && $0.new == change.new
      }) {
        merged[place].rows.append(label)
      } else {
        var first = change
        first.rows = [label]
        merged.append(first)
      }
    }
    for index in merged.indices where merged[index].rows.count == pairs.count {
      merged[index].rows = []
    }
    list = merged.sorted { ($0.path, $0.rows.first ?? "") < ($1.path, $1.rows.first ?? "") }
    remarks = Self.remarks(on: pairs, isSame: merged.isEmpty)
  }

  private static func text(_ value: JSON?) -> String? {
    value.map { $0.string ?? $0.canonical }
  }

  /// Images whose content differs, and stages whose keys do although no setting does: the program has
  /// changed there.
  private static func remarks(
    on pairs: [(old: SweepResults.Row, new: SweepResults.Row)], isSame: Bool
  ) -> [String] {
    var names: Set<String> = []
    for (old, new) in pairs {
      guard let before = old.runs.first, let after = new.runs.first, before.seed == after.seed
      else { continue }
      for (name, key) in after.stages where before.stages[name].map({ $0 != key }) ?? false {
        names.insert(name)
      }
    }
    let images = names.filter { $0.hasPrefix("data.") }.sorted().map { name -> String in
      let split = name.dropFirst("data.".count)
      return "the \(split == "train" ? "training" : split) images, or their labels, are others"
    }
    guard isSame, images.isEmpty, !names.isEmpty else { return images }
    return [
      "no setting differs, but another version of the program computed "
        + names.sorted().joined(separator: ", ")
    ]
  }
}

extension JSON {
  /// Every value that is no object and no array and says something, by its path.
  var leaves: [String: JSON] {
    var found: [String: JSON] = [:]
    func visit(_ json: JSON, _ path: JSONPath) {
      if let members = json.members, !members.isEmpty {
        for member in members { visit(member.value, path.appending(member.name)) }
      } else if let elements = json.elements, !elements.isEmpty {
        for (index, element) in elements.enumerated() { visit(element, path.appending(index)) }
      } else {
        found["\(path)"] = json
      }
    }
    visit(self, JSONPath())
    return found
  }
}
