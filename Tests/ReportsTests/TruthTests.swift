import Experiments
import Numerics
import Pipeline
import Runner
import Specification
import Testing

/// What tables, `results.json` and `show` say of a row is what its trials run.
@Suite("The truth of tables")
struct TruthTests {
  /// A path as a file may write it, values for it, and how stages say what runs.
  private struct Axis {
    var spellings: [String]
    var values: [String]
    /// The stage and the place in its specification; the kind of a choice counts as its value.
    var stage: String
    var place: [String]
  }

  private static let axes = [
    Axis(
      spellings: ["reduction.pca.dimensions", "reduction[0].dimensions", "reduction.dimensions"],
      values: ["1", "2", "3"], stage: "reduce", place: ["step", "pca", "dimensions"]),
    Axis(
      spellings: ["reduction.0.pca.whiten", "reduction.whiten"], values: ["true", "false"],
      stage: "reduce", place: ["step", "pca", "whiten"]),
    Axis(
      spellings: ["clustering"], values: ["\"kmeans\"", "\"agglomerative\"", "\"spectral\""],
      stage: "cluster", place: ["clusterer"]),
    Axis(
      spellings: ["clustering.clusters", "clustering.kmeans.clusters"], values: ["2", "3", "4"],
      stage: "cluster", place: ["clusterer", "*", "clusters"]),
    Axis(
      spellings: ["clustering.kmeans.restarts", "clustering.restarts"], values: ["1", "5", "10"],
      stage: "cluster", place: ["clusterer", "kmeans", "restarts"]),
  ]

  /// A sweep of one to four parts, each with one or two axes, from a random stream.
  private func sweep(_ stream: inout RandomStream) -> String {
    func pick<T>(_ list: [T]) -> T { list[stream.integer(below: list.count)] }
    func entries(_ form: (Axis) -> String) -> String {
      let axes = (0...stream.integer(below: 2)).map { _ in pick(Self.axes) }
      let members = axes.map { axis in "\"\(pick(axis.spellings))\": \(form(axis))" }
      return Set(members.map { String($0.split(separator: ":")[0]) }).count == members.count
        ? members.joined(separator: ", ") : members[0]
    }
    func list(_ axis: Axis) -> String { "[\(pick(axis.values)), \(pick(axis.values))]" }
    func group(_ name: String) -> String {
      let own =
        stream.integer(below: 3) == 0 ? ", \"grid\": { \(entries(list)) }" : ""
      return "{ \(name)\(entries { pick($0.values) })\(own) }"
    }
    var parts: [String] = []
    for part in 0..<5 where stream.integer(below: 3) == 0 || part == 3 {
      switch part {
      case 0: parts.append("\"variants\": { \"a\": \(group("")), \"b\": \(group("")) }")
      case 1: parts.append("\"cases\": [\(group("\"name\": \"c\", ")), \(group(""))]")
      case 2: parts.append("\"zip\": { \(entries(list)) }")
      case 3: parts.append("\"grid\": { \(entries(list)) }")
      default:
        let draws = entries { "{ \"choice\": [\($0.values.joined(separator: ", "))] }" }
        parts.append("\"random\": { \"count\": 3, \"parameters\": { \(draws) } }")
      }
    }
    return "{ \(parts.joined(separator: ", ")) }"
  }

  @Test("cells are what stages run, over sweeps of all kinds", .timeLimit(.minutes(5)))
  func cells() throws {
    var accepted = 0
    var refused = 0
    for index in 0..<300 {
      var stream = RandomStream(seed: 5, purpose: "truth", index: UInt64(index))
      let text = sweep(&stream)
      do {
        let plan = try HandMadeSweep(sweep: text, seeds: "[0]").plan
        accepted += 1
        try check(plan, text)
      } catch let problems as Problems {
        refused += 1
        #expect(problems.list.allSatisfy { $0.location != nil }, "\(text): \(problems)")
      }
    }
    #expect(accepted > 60 && refused > 60, "\(accepted) accepted, \(refused) refused")
  }

  private func check(_ plan: SweepPlan, _ text: String) throws {
    var runs: Set<String> = []
    for trial in plan.trials {
      let row = plan.sweep.rows[trial.row]
      for (axis, value) in zip(plan.sweep.axes, row.values) {
        let known = try #require(Self.axes.first { $0.spellings.contains(axis.path) })
        #expect(said(value) == ran(known, trial, plan.plan), "\(row.label) of \(text)")
      }
      // What `show` prints is the experiment, in full.
      let key = try #require(trial.cluster)
      let clusterer = plan.plan[key]?.specification["clusterer"]
      #expect(clusterer == row.experiment.clustering?.json, "\(row.label) of \(text)")
      #expect(runs.insert(row.experiment.json.canonical).inserted, "\(row.label) of \(text)")
    }
    #expect(Set(plan.sweep.rows.map(\.label)).count == plan.sweep.rows.count)
  }

  /// A cell in the words of a specification.
  private func said(_ cell: String?) -> String? {
    switch cell {
    case "on": "true"
    case "off": "false"
    case "k-means": "kmeans"
    default: cell
    }
  }

  private func ran(_ axis: Axis, _ trial: TrialPlan, _ plan: Plan) -> String? {
    let key = axis.stage == "reduce" ? trial.reduce.first : trial.cluster
    var json = key.flatMap { plan[$0]?.specification }
    for step in axis.place {
      json = step == "*" ? json?.members?.first?.value : json?[step]
    }
    guard let json else { return nil }
    if axis.spellings == ["clustering"] { return json.members?.first?.name }
    return json == .null ? "none" : json.canonical
  }
}
