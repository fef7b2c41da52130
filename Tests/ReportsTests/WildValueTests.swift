import Datasets
import Experiments
import Foundation
import Pipeline
import Reports
import Runner
import Runner
import Specification
import TestSupport
import Testing

/// Every number of the language at every wild value: it is planned and described, or refused.
@Suite struct WildValueTests {
  private let folder: TemporaryFolder

  /// Makes the files that the sources' examples name.
  init() throws {
    folder = try TemporaryFolder()
    try ExampleFiles.write(to: folder)
  }

  /// An experiment with some members replaced.
  private func experiment(_ replaced: [(String, JSON)]) -> JSON {
    let images = JSON.object([
      ("images", .string("faces/train.npy")), ("labels", .string("faces/train-labels.npy")),
    ])
    let encoder = JSON.array([
      .object([("conv", .number(2)), ("kernel", .number(3))]), .string("relu"), .string("flatten"),
    ])
    let usual: [(String, JSON)] = [
      ("title", .string("wild")), ("dataset", .object([("train", images), ("test", images)])),
      (
        "model",
        .object([("autoencoder", .object([("encoder", encoder), ("latent", .number(3))]))])
      ),
      ("training", .object([("epochs", .number(2)), ("checkpoints", .number(2))])),
      ("clustering", .string("kmeans")),
    ]
    return .object(usual.filter { name, _ in !replaced.contains { $0.0 == name } } + replaced)
  }

  /// Plans and describes; what is refused comes back in words.
  private func refusal(of experiment: JSON) throws -> String? {
    try folder.write(Array(experiment.canonical.utf8), to: "wild.json")
    do {
      let plan = try SweepPlan(
        ExpandedSweep(ExperimentFile(path: folder.path("wild.json")), dataFolder: folder.path),
        catalogue: DatasetCatalogue(
          resolver: PathResolver(experimentFolder: folder.path, dataFolder: folder.path),
          hashFolder: folder.path("hashes")))
      for trial in plan.trials { _ = ArchitectureListing(trial.architecture).text }
      let store = try Store(at: folder.path("store"))
      let description = PlanDescription(plan, store: store)
      _ = description.text
      for stage in description.missingStages {
        #expect(stage.cost.memory >= 0 && stage.cost.seconds >= 0)
        let order = try JSONParser.parse(
          Source(name: "stage", bytes: Array(stage.json.canonical.utf8)))
        #expect(Stage(order)?.key == stage.key)
      }
      return MemoryShortage(description.missingStages)?.description
    } catch let problems as Problems {
      return problems.description
    } catch let problem as Problem {
      return "\(problem)"
    }
  }

  @Test("the examples of all sources of images can be planned")
  func examples() throws {
    for kind in SplitSources.kinds where kind is any ImageSource.Type {
      let source = JSON.object([(kind.kind, .object(kind.example.map(few)))])
      let dataset = JSON.object([("train", source), ("test", source)])
      let refusal = try refusal(
        of: experiment([
          ("dataset", dataset), ("model", .string("pixels")),
          ("clustering", .object([("kmeans", .number(2))])),
        ]))
      #expect(refusal == nil, "\(kind.kind)")
    }
  }

  @Test("every number of ranges and distributions is planned or refused")
  func sweeps() throws {
    let ranges = WildValues().variants(of: ValueRange.self).map { ("grid", $0) }
    let draws = DistributionKinds.kinds.flatMap { kind in
      WildValues().variants(of: kind).map { ("random", JSON.object([(kind.kind, $0)])) }
    }
    #expect(draws.count > 100)
    for (part, values) in ranges + draws {
      let parameters = JSON.object([("model.latent", values)])
      let members =
        part == "grid" ? parameters : .object([("count", .number(2)), ("parameters", parameters)])
      let refusal = try refusal(of: experiment([("sweep", .object([(part, members)]))]))
      #expect(refusal?.isEmpty != true)
    }
  }

  /// Few images, where an example draws many.
  private func few(_ member: (String, JSON)) -> (String, JSON) {
    member.0 == "count" && member.1 == .number(1000) ? ("count", .number(4)) : member
  }

  private func few(_ json: JSON) -> JSON {
    if let members = json.members {
      return .object(members.map { few(($0.name, few($0.value))) })
    }
    return json.elements.map { .array($0.map { few($0) }) } ?? json
  }

  @Test(
    "every number of every field is planned or refused, at once and without a trap",
    arguments: ExperimentDocument.fields.map(\.name))
  func everyNumber(field: String) throws {
    var tried = 0
    for variant in WildValues().variants(of: ExperimentDocument.self, only: field) {
      let start = ContinuousClock.now
      let experiment = experiment([(field, few(variant))])
      let refusal = try refusal(of: experiment)
      tried += 1
      #expect(refusal?.isEmpty != true)
      #expect(
        ContinuousClock.now - start < .seconds(5), "slow: \(experiment.canonical.prefix(600))")
    }
    let isNumeric = !["$schema", "title", "question", "extends"].contains(field)
    #expect((tried > 0) == isNumeric, "\(field): \(tried) values tried")
  }
}
