import NeuralNetworks
import Numerics
import Specification
import TestSupport
import Testing

/// Every kind of layer and of model, taken from the families, with the models that PyTorch was given.
struct KindCase: Sendable, CustomTestStringConvertible {
  let family: String
  let kind: String

  var testDescription: String { kind }

  static let all =
    Layers.kinds.map { KindCase(family: "layers", kind: $0.kind) }
    + Models.kinds.map { KindCase(family: "models", kind: $0.kind) }

  /// One model with what PyTorch says of it.
  struct Example {
    let model: OneOf<Models>
    let input: [Int]
    let json: JSON

    /// The network with the weights of the fixtures' formula, read from their file.
    func trained() throws -> TrainedModel {
      let shape = try #require(Shape(input))
      let probe = try NetworkProbe<Float>(
        model.value.architecture(for: shape, classes: nil), batch: 2)
      return try TrainedModel(
        model: model, input: input,
        safetensors: SafeTensors.encode(TorchFixture.weights(like: probe.weights)))
    }

    /// Two images.
    var images: [Float] {
      get throws { TorchFixture.images(2, try #require(Shape(input)), Float.self) }
    }
  }

  func examples() throws -> [Example] {
    let fixture = try TorchFixture.parse(Fixture.bytes("weights/kinds.json"))
    let cases = try #require(
      fixture[family]?[kind]?.elements,
      "Tests/Fixtures/make_torch_fixtures.py has no model with \(kind): add one and run it")
    #expect(!cases.isEmpty)
    return try cases.map { json in
      let written = try #require(json["model"])
      #expect(written.canonical.contains("\"\(kind)\""), "the model does not have \(kind)")
      return Example(
        model: try read(OneOf<Models>.self, written.canonical),
        input: try #require(json["input"]?.elements).compactMap(\.integer), json: json)
    }
  }
}

@Suite("Every kind of layer and of model")
struct EveryKindTests {
  @Test(
    "survives its own file: trained, saved and loaded it embeds to the same bytes",
    arguments: KindCase.all)
  func roundTrip(kind: KindCase) throws {
    for example in try kind.examples() {
      var data = ArraySource.waves(6, shape: example.input)
      data.labels = (0..<6).map { $0 % 3 }
      let isTrained = !(example.model.value is Pixels)
      guard isTrained else {
        let model = try TrainedModel(model: example.model, input: example.input)
        let copy = try TrainedModel(
          model: example.model, input: example.input, safetensors: model.safetensors)
        #expect(try copy.embed(data) == model.embed(data))
        continue
      }
      let trainer = try Trainer(
        model: example.model, training: read(Training.self, #"{ "epochs": 2, "batchSize": 3 }"#),
        input: example.input, seed: 1)
      guard case .finished(let model, _) = try trainer.train(on: data) else {
        Issue.record("the training did not finish")
        return
      }
      let copy = try TrainedModel(
        model: example.model, input: example.input, safetensors: model.safetensors)
      #expect(try copy.embed(data) == model.embed(data))
      #expect(try copy.safetensors == model.safetensors)
    }
  }

  @Test("has the tensors that PyTorch's module takes, by name and shape", arguments: KindCase.all)
  func names(kind: KindCase) throws {
    for example in try kind.examples() {
      let ours = Dictionary(
        uniqueKeysWithValues: try example.trained().weights.tensors.map { ($0.name, $0.shape) })
      let theirs = try #require(example.json["tensors"]?.members).map {
        ($0.name, ($0.value.elements ?? []).compactMap(\.integer))
      }
      #expect(ours == Dictionary(uniqueKeysWithValues: theirs))
    }
  }

  /// PyTorch computes in double precision; fast convolutions are good to 5e-6.
  @Test("embeds images as PyTorch does", arguments: KindCase.all)
  func embeddings(kind: KindCase) throws {
    for example in try kind.examples() {
      let rows = try example.trained().embed(
        ArraySource(shape: example.input, images: example.images))
      let expected = try #require(example.json["embedding"]?.elements).flatMap {
        ($0.elements ?? []).compactMap(\.number)
      }
      #expect(rows.elements.count == expected.count)
      for (ours, theirs) in zip(rows.elements, expected) {
        #expect(abs(Double(ours) - theirs) < 1e-5 * max(1, abs(theirs)), "\(ours), \(theirs)")
      }
    }
  }
}

@Test("A mirror inverts a residual block that changes the shape")
func mirroredResidual() throws {
  let model = try read(
    OneOf<Models>.self,
    #"""
    { "autoencoder": { "latent": 4, "encoder": [
      { "conv": 4, "kernel": 3, "padding": 1 }, "relu",
      { "residual": [{ "conv": 8, "kernel": 3, "stride": 2, "padding": 1 }, "batchNorm", "relu",
                     { "conv": 8, "kernel": 3, "padding": 1 }],
        "shortcut": [{ "conv": 8, "kernel": 1, "stride": 2 }] }, "relu"] } }
    """#)
  let architecture = try model.value.architecture(
    for: .image(height: 6, width: 7, channels: 1), classes: nil)
  let decoder = try #require(architecture.stacks.last)
  #expect(
    decoder.layers.map(\.kind) == ["linear", "unflatten", "residual", "relu", "convTranspose"])
  #expect(decoder.output == architecture.input)
}

@Test("A mirror inverts a global average into the pixel that is repeated")
func mirroredAverage() throws {
  let model = try read(
    OneOf<Models>.self,
    #"""
    { "autoencoder": { "latent": 4, "encoder": [
      { "conv": 4, "kernel": 3, "padding": 1 }, { "groupNorm": 2 }, "relu", "globalAveragePool"] } }
    """#)
  let architecture = try model.value.architecture(
    for: .image(height: 6, width: 7, channels: 1), classes: nil)
  let decoder = try #require(architecture.stacks.last)
  #expect(decoder.layers.map(\.kind) == ["linear", "unflatten", "upsample", "convTranspose"])
  #expect(decoder.output == architecture.input)
}

@Test("Groups that do not divide the channels are refused, with both numbers")
func unevenGroups() throws {
  let layers = try read([OneOf<Layers>].self, #"[{ "groupNorm": 3 }]"#)
  let error = #expect(throws: ShapeError.self) {
    try LayerStack("layers", layers, input: .image(height: 5, width: 5, channels: 4))
  }
  #expect(error?.reason.contains("4 channels into 3 groups") ?? false)
}

@Test("A residual block whose ways end in two shapes is refused, with both")
func unequalWays() throws {
  let layers = try read(
    [OneOf<Layers>].self,
    #"[{ "residual": [{ "conv": 4, "kernel": 3 }], "shortcut": [{ "conv": 4, "kernel": 1 }] }]"#)
  let error = #expect(throws: ShapeError.self) {
    try LayerStack("layers", layers, input: .image(height: 5, width: 5, channels: 4))
  }
  #expect(error?.reason.contains("3 x 3 x 4 of 5 x 5 x 4, its shortcut 5 x 5 x 4") ?? false)
}
