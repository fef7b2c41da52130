import Experiments
import Foundation
import NeuralNetworks
import Specification
import TestSupport
import Testing

private let folder = Fixture.path("../../experiments/architectures")

@Suite("Files that hold a network alone")
struct ArchitectureFileTests {
  @Test("the shipped networks are read, and have layers")
  func shipped() throws {
    let files = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
    #expect(files.count == 14)
    for file in files {
      let model = try #require(
        try ArchitectureFile.read("\(folder)/\(file)", latent: 32), "\(file)")
      let side = model.kind == Classifier.kind ? 28 : 32
      let shape = try #require(Shape([side, side, model.kind == Classifier.kind ? 1 : 3]))
      if file == "resnet-18-slim.json" {
        // A mirror cannot invert blocks that keep the channels behind one that changes them.
        let encoder = try #require(model.value as? Autoencoder).encoder
        #expect(try LayerStack("encoder", encoder, input: shape).output == .vector(128))
        continue
      }
      let architecture = try model.value.architecture(for: shape, classes: 10)
      #expect(architecture.stacks.contains { !$0.layers.isEmpty }, "\(file)")
    }
  }

  @Test("a list of layers is an encoder, with the latent size that is asked for")
  func list() throws {
    let model = try ArchitectureFile.read("\(folder)/strided-conv.json", latent: 7)
    #expect((model?.value as? Autoencoder)?.latent == 7)
  }

  @Test("an experiment is none")
  func experiment() throws {
    let path = Fixture.path("../../experiments/quickstart.json")
    #expect(try ArchitectureFile.read(path, latent: nil) == nil)
  }

  @Test("what cannot be read is told with its place")
  func problems() throws {
    let temporary = try TemporaryFolder()
    let path = try temporary.write(
      Array(#"{ "classifier": { "layers": [{ "conv": 8, "kernle": 3 }] } }"#.utf8),
      to: "network.json")
    let error = #expect(throws: Problems.self) {
      try ArchitectureFile.read(path, latent: nil)
    }
    #expect(error?.description.contains("did you mean \"kernel\"") == true)
    #expect(throws: Problems.self) {
      try ArchitectureFile.read(temporary.path("missing.json"), latent: nil)
    }
  }
}
