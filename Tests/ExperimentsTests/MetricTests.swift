import Clustering
import Experiments
import Reduction
import Specification
import Testing

@Suite("Metrics")
struct MetricTests {
  @Test("no two declarations have one name")
  func once() {
    #expect(MetricRegistry.doubled == [])
    #expect(MetricRegistry.all.count > 25)
  }

  @Test("every metric that a clusterer or a reducer brings is found by its name")
  func kinds() {
    let clusterers = Clusterers.kinds.compactMap { $0 as? any Clusterer.Type }
    let reducers = Reducers.kinds.compactMap { $0 as? any Reducer.Type }
    #expect(clusterers.count == Clusterers.kinds.count && reducers.count == Reducers.kinds.count)
    for metric in clusterers.flatMap({ $0.metrics }) + reducers.flatMap({ $0.metrics }) {
      #expect(MetricRegistry.all.contains(metric), "\(metric.name)")
    }
  }

  @Test(
    "every declaration has a title, a formula that is a sentence, and a place in the reference",
    arguments: MetricRegistry.all)
  func described(metric: Metric) {
    #expect(!metric.title.isEmpty && metric.formula.hasSuffix(".") && !metric.unit.words.isEmpty)
    #expect((0...9).contains(metric.digits))
    #expect(LanguageReference.markdown.contains("`\(metric.name)`"))
    #expect(LanguageReference.markdown.contains(metric.formula))
  }

  @Test("a pattern stands for the metrics of parts, splits and components, and for nothing else")
  func patterns() throws {
    let part = try #require(MetricRegistry.metric(named: "accuracy.my part"))
    #expect(part.title == "my part accuracy" && part.qualifier == "my part")
    #expect(part.declaration == "accuracy.PART" && part.better == .higher)
    #expect(MetricRegistry.metric(named: "reconstruction.train")?.title == "training MSE")
    for name in ["reconstruction.all", "share.0", "share.x", "accuracy.", "iteration", ""] {
      #expect(MetricRegistry.metric(named: name) == nil, "\(name)")
    }
  }

  @Test("fewer rounds of a method are not worse than more, nor better")
  func directions() {
    for name in ["iterations", "clusters", "height", "nextHeight", "parameters"] {
      #expect(MetricRegistry.metric(named: name)?.better == .neither)
    }
    #expect(MetricRegistry.metric(named: "inertia")?.better == .lower)
  }

  @Test(
    "tables show headlines first, parts in the order of the dataset, splits from training to test")
  func order() {
    let names = [
      "reconstruction.test", "nmi", "accuracy.b", "reconstruction.train", "accuracy", "accuracy.a",
    ]
    let metrics = Set(names.compactMap { MetricRegistry.metric(named: $0) })
    #expect(
      MetricRegistry.ordered(metrics, qualifiers: ["b", "a"]).map(\.name) == [
        "accuracy", "accuracy.b", "accuracy.a", "reconstruction.train", "reconstruction.test",
        "nmi",
      ])
  }

  @Test(
    "a tolerance of no metric is an error that knows the nearest",
    arguments: [
      ("acuracy", "did you mean \"accuracy\"?"), ("reconstruction", "allowed are"),
      ("reconstruction.tset", "did you mean \"reconstruction.test\"?"), ("silhuette", "silhouette"),
    ])
  func misspelt(name: String, hint: String) throws {
    let json = JSON.object([("tolerances", .object([(name, .number(0.1))]))])
    var problems = Problems()
    _ = RegressionOptions.read(json, at: JSONPath(), into: &problems)
    #expect(problems.list.count == 1)
    #expect(problems.description.contains(hint), "\(problems)")
  }
}
