import NeuralNetworks
import Numerics
import Specification
import Testing

/// Two steps of training, and what the model makes of the images then, as bytes.
private func bytes(_ name: String) throws -> [UInt8] {
  if ViewObjectives.kinds.contains(where: { $0.kind == name }) { return try viewBytes(name) }
  let model = try TorchFixture.model(name)
  return try bytes(model, model.kind == "classifier" ? [28, 28, 1] : [32, 32, 3])
}

/// The same for two views of each image, changed in every way that there is.
private func viewBytes(_ objective: String) throws -> [UInt8] {
  let changes = Augmentations.kinds.map { "\"\($0.kind)\"" }.joined(separator: ", ")
  let model = try read(
    OneOf<Models>.self,
    #"""
    { "contrastive": { "objective": "\#(objective)", "projection": [64, 40], "views": [\#(changes)],
      "encoder": [{ "conv": 16, "kernel": 3, "stride": 2, "padding": 1 }, { "groupNorm": 4 }, "relu",
                  { "conv": 24, "kernel": 3 }, "layerNorm", "relu", "globalAveragePool"] } }
    """#)
  return try bytes(model, [20, 20, 3])
}

private func bytes(_ model: OneOf<Models>, _ shape: [Int]) throws -> [UInt8] {
  let isClassifier = model.kind == "classifier"
  var data = ArraySource.waves(37, shape: shape)
  if isClassifier { data.labels = (0..<37).map { $0 % 10 } }
  let training = try read(
    Training.self, #"{ "epochs": 1, "batchSize": 32, "gradientClipping": 1 }"#)
  let trainer = try Trainer(
    model: model, training: training, input: shape, classes: isClassifier ? 10 : nil, seed: 3)
  var outcome: (trained: TrainedModel, history: [EpochReport])?
  if case .finished(let trained, let history) = try trainer.train(on: data) {
    outcome = (trained, history)
  }
  let (trained, history) = try #require(outcome, "the training has to finish")
  let embedding = try trained.embed(data).elements.flatMap { withUnsafeBytes(of: $0, Array.init) }
  return try trained.safetensors + embedding + history.flatMap { Array($0.json.canonical.utf8) }
}

private let networks =
  [
    "vae-4x4", "conv-pool-batch-norm", "strided-conv", "conv-tanh", "lenet", "lenet-max-pool",
    "vae-faces",
  ] + ViewObjectives.kinds.map { $0.kind }

/// Limits the instruction set of the whole process, which is why it runs one test at a time; other
/// suites do not notice, because results are the same.
@Suite("Training gives the same bytes", .serialized)
struct SameBitsTests {
  @Test(
    "on AVX2 and on AVX-512", .enabled(if: InstructionSet.current == .avx512), arguments: networks)
  func instructionSets(name: String) throws {
    defer { InstructionSet.avx512.limit() }
    let wide = try bytes(name)
    InstructionSet.avx2.limit()
    #expect(InstructionSet.current == .avx2)
    #expect(try bytes(name) == wide)
  }

  @Test("on one, two and three threads", arguments: networks)
  func threads(name: String) throws {
    let one = try Parallel.$threads.withValue(1) { try bytes(name) }
    for count in 2...3 {
      #expect(try Parallel.$threads.withValue(count) { try bytes(name) } == one)
    }
  }
}
