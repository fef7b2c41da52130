import Experiments
import Pipeline
import Runner
import Specification
import Testing

/// Every key of the reference does something: another value gives other numbers or another report.
///
/// A new option is tried in the experiments below by itself. One that shows itself only among certain others
/// gets an example in `OptionExamples`.
@Suite("Every key does something")
struct EveryKeyTests {
  /// Options that rightly change neither numbers nor reports, each with the reason.
  private static let without: [String: String] = [
    "experiment.$schema": "it is for editors",
    "experiment.extends": "it names another file, whose values do something",
    "file.stack": "the file of one stack fits, that of another is refused: TransferTests",
    "font.index": "the fonts of the fixture's collection look alike: FallbackFontTests",
    "halving.rungs": halving, "halving.keep": halving, "halving.criterion": halving,
    "regression.tolerances": regression, "tolerance.absolute": regression,
    "tolerance.relative": regression, "tolerance.deviations": regression,
    "tolerance.better": regression,
  ]

  private static let halving = "what a run stops is settled while it runs: SearchTests"
  private static let regression = "what sweep regress makes of results: RegressTests"

  /// Experiments in which options are tried, one after the other until one shows what an option does.
  private static let bases = [
    base(
      """
      "model": { "autoencoder": { "encoder": [{ "conv": 4, "kernel": 3, "stride": 2, "padding": 1 }, "relu"],
        "latent": 4 } },
      "training": { "epochs": 3, "batchSize": 8 },
      """),
    base(
      """
      "model": { "classifier": { "layers": ["flatten", { "linear": 6 }, "relu", { "linear": 2 }] } },
      "training": { "epochs": 12, "batchSize": 8, "optimizer": { "sgd": 1 }, "checkpoints": [1, 2] },
      """),
    base(
      """
      "model": { "variationalAutoencoder": { "encoder": ["flatten", { "linear": 6 }, "relu"], "latent": 2 } },
      "training": { "epochs": 4, "batchSize": 8, "optimizer": { "rmsprop": 0.01 } },
      """),
    base("\"model\": \"pixels\", "),
  ]

  private static func base(_ model: String) -> String {
    let splits = ["train", "validation", "test"].map { name in
      #""\#(name)": { "images": "\#(name).npy", "labels": "\#(name)-labels.npy" }"#
    }
    return """
      { "title": "Options", \(model)
        "dataset": { \(splits.joined(separator: ", ")) },
        "reduction": [{ "pca": { "dimensions": 3 } }], "clustering": { "kmeans": 2 } }
      """
  }

  @Test("every option of every kind", .timeLimit(.minutes(20)))
  func options() async throws {
    let walk = OptionWalk(examples: OptionBench.sources)
    #expect(walk.options.count > 150)
    let tried = walk.options.filter { Self.without[$0.name] == nil && !$0.name.hasPrefix("slurm.") }
    var idle: [String] = []
    for option in tried {
      if try !Self.hasEffect(option, OptionBench()) { idle.append(option.name) }
      // Tests that wait for other processes get a turn.
      await Task.yield()
    }
    #expect(
      idle == [],
      "\(idle.count) of \(walk.options.count) options change nothing")
    let names = Set(walk.options.map(\.name))
    let listed = Array(Self.without.keys) + OptionExamples.byOption.keys
    #expect(listed.filter { !names.contains($0) }.sorted() == [], "no longer options")
  }

  private static func hasEffect(_ option: OptionWalk.Option, _ bench: OptionBench) throws -> Bool {
    if let example = OptionExamples.byOption[option.name] {
      return try haveEffect(example, bench)
    }
    var plans: [(SweepPlan, SweepPlan)] = []
    for base in Self.bases {
      for place in option.places {
        guard let plain = bench.experiment(base, place.context),
          let plan = try bench.plan(plain)
        else { continue }
        for value in option.values.prefix(14) {
          guard let changed = bench.experiment(base, place.context + [(place.path, value)]),
            changed != plain, let other = try bench.plan(changed)
          else { continue }
          if Set(plan.plan.stages.map(\.key)) == Set(other.plan.stages.map(\.key)) {
            if plans.count < 3 { plans.append((plan, other)) }
          } else if try bench.outcome(of: plan) != bench.outcome(of: other) {
            return true
          }
        }
      }
    }
    for (plan, other) in plans {
      _ = try bench.outcome(of: plan)
      if try bench.report(of: plan) != bench.report(of: other) { return true }
    }
    return false
  }

  /// Whether every value of an example is accepted, and no two give the same outcome and report.
  private static func haveEffect(
    _ example: OptionExamples.Example, _ bench: OptionBench
  ) throws -> Bool {
    var seen: [([String: String], [String: [UInt8]])] = []
    for value in example.values {
      let members = example.members.replacing("@", with: value)
      let own = try JSONParser.parse(Source(name: "members", bytes: Array("{ \(members) }".utf8)))
      let usual = try OptionExamples.usual.filter { own[$0.0] == nil }.map { name, text in
        (name, try JSONParser.parse(Source(name: name, bytes: Array(text.utf8))))
      }
      let experiment = JSON.object(usual + (own.members ?? []).map { ($0.name, $0.value) })
      guard let plan = try bench.plan(experiment) else { return false }
      let result = (try bench.outcome(of: plan), try bench.report(of: plan))
      if seen.contains(where: { $0.0 == result.0 && $0.1 == result.1 }) { return false }
      seen.append(result)
    }
    return seen.count > 1
  }
}
