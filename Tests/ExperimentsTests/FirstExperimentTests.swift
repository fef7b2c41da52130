import Experiments
import NeuralNetworks
import Specification
import Testing

@Suite struct FirstExperimentTests {
  private static let samples = [
    FirstExperiment(
      path: "faces/train.npy", source: .file(labels: "faces/labels.npy"), count: 5000, height: 32,
      width: 32, classes: 2, schema: "schema.json"),
    FirstExperiment(
      path: "digits.idx", source: .file(labels: nil), count: 60_000, height: 28, width: 28),
    FirstExperiment(
      path: "photos/", source: .folder(labels: nil), count: 40, height: 32, width: 32,
      classes: 7, resize: 32),
    FirstExperiment(
      path: "dots.npy", source: .folder(labels: "y.csv"), count: 30, height: 1, width: 5),
    FirstExperiment(path: "tiny.npy", source: .file(labels: nil), count: 500, height: 7, width: 9),
  ]

  @Test("is valid, conforms to the schema, and its layers fit the images", arguments: samples)
  func valid(first: FirstExperiment) throws {
    let bench = try Workbench()
    try bench.write(first.text, to: "x.json")
    let sweep = try bench.expand()
    #expect(sweep.rows.map(\.label) == ["pixels", "latent 16", "latent 32"])
    let shape = Shape.image(height: first.height, width: first.width, channels: 3)
    for row in sweep.rows {
      let model = try #require(row.experiment.model)
      let architecture = try model.value.architecture(for: shape, classes: first.classes)
      #expect(architecture.input == shape)
    }
  }

  @Test("explains every part in a comment", arguments: samples)
  func comments(first: FirstExperiment) {
    for part in ["dataset", "model", "training", "reduction", "clustering", "sweep", "seeds"] {
      #expect(first.text.contains("\n  \"// \(part)\": \""))
    }
    #expect(!first.text.contains("/tmp"))
  }

  @Test("says what a reader wants to change, in the order of reading")
  func order() {
    let members = Self.samples[0].text.split(separator: "\n").filter { $0.hasPrefix("  \"") }
      .compactMap { $0.split(separator: "\"").dropFirst().first.map(String.init) }
      .filter { !$0.hasPrefix("//") }
    #expect(
      members == [
        "$schema", "title", "question", "dataset", "model", "training", "reduction", "clustering",
        "sweep", "seeds",
      ])
  }
}
