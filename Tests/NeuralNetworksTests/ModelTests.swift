import NeuralNetworks
import Numerics
import Specification
import Testing

private func train(
  _ model: OneOf<Models>, _ options: String, on data: ArraySource, classes: Int? = nil,
  validation: ArraySource? = nil
) throws -> (model: TrainedModel, history: [EpochReport]) {
  let trainer = try Trainer(
    model: model, training: read(Training.self, options), input: data.shape, classes: classes,
    seed: 1)
  guard case .finished(let model, let history) = try trainer.train(on: data, validation: validation)
  else { throw TrainingError.noImages }
  return (model, history)
}

private func variational(_ options: String = "") throws -> OneOf<Models> {
  try read(
    OneOf<Models>.self,
    """
    { "variationalAutoencoder": { "latent": 3, \(options) "encoder": [
      { "conv": 8, "kernel": 4, "stride": 2, "padding": 1 }, "batchNorm", "leakyReLU",
      { "conv": 16, "kernel": 4, "stride": 2, "padding": 1 }, "relu" ] } }
    """)
}

private let small = [16, 16, 3]

@Test("A variational autoencoder learns, embeds by its mean and decodes")
func variationalAutoencoder() throws {
  let data = ArraySource.waves(120, shape: small)
  let (model, history) = try train(
    variational(#""beta": 0.01,"#),
    #"{ "epochs": 15, "batchSize": 20, "optimizer": { "adam": 0.01 } }"#,
    on: data)
  #expect(history[14].trainLoss < 0.97 * history[0].trainLoss)
  #expect(try #require(history[14].train.divergence) > 0)
  let means = try model.embed(data)
  #expect(means.rows == 120 && means.columns == 3)
  #expect(try model.embed(data) == means)
  #expect(try model.decode(means) == model.reconstruct(data))
  #expect(model.weights.tensors.map(\.name).contains("logVariance.bias"))
}

@Test("Interpolation goes from the one image to the other")
func interpolation() throws {
  let data = ArraySource.waves(20, shape: small)
  let model = try train(variational(), #"{ "epochs": 1 }"#, on: data).model
  let latents = try model.embed(data)
  let strip = try model.interpolate(
    from: Array(latents[0]), to: Array(latents[1]), shares: [0, 0.5, 1])
  let ends = try model.decode(latents.selecting(rows: [0, 1]))
  #expect(Array(strip[0]) == Array(ends[0]) && Array(strip[2]) == Array(ends[1]))
  #expect(throws: TrainingError.latentSize(expected: 3, found: 2)) {
    try model.decode(Matrix(rows: 1, columns: 2))
  }
}

@Test("The weight of the divergence grows over the annealing epochs")
func annealing() throws {
  let data = ArraySource.waves(16, shape: small)
  let plain = try train(variational(), #"{ "epochs": 1 }"#, on: data).history[0].train
  let annealed = try train(variational(#""annealingEpochs": 3,"#), #"{ "epochs": 1 }"#, on: data)
    .history[0].train
  let divergence = try #require(plain.divergence)
  #expect(annealed.divergence == divergence && annealed.perPixel == plain.perPixel)
  #expect(abs(plain.loss - (plain.perPixel + divergence)) < 1e-9)
  #expect(abs(annealed.loss - (plain.perPixel + 0.25 * divergence)) < 1e-9)
}

@Test("A classifier tells classes apart")
func classifier() throws {
  let plain = ArraySource.waves(80, shape: [12, 12, 1])
  let labels = (0..<80).map { $0 % 2 }
  let images = plain.images.enumerated().map { index, value in
    value * 0.3 + (labels[index / 144] == 0 ? -0.5 : 0.5) * Float(index % 12 < 6 ? 1 : -1)
  }
  let data = ArraySource(shape: plain.shape, images: images, labels: labels)
  let model = try read(
    OneOf<Models>.self,
    #"""
    { "classifier": [{ "conv": 4, "kernel": 3 }, "relu", "maxPool", "flatten", { "linear": 2 }] }
    """#)
  let (trained, history) = try train(
    model, #"{ "epochs": 12, "batchSize": 16, "optimizer": { "adam": 0.01 } }"#, on: data,
    classes: 2, validation: data)
  #expect(history[11].trainAccuracy == 1 && history[11].validationAccuracy == 1)
  let found = try trained.classify(data)
  #expect(found.accuracy(labels: labels) == 1)
  #expect(found.confusion(labels: labels).elements == [40, 0, 0, 40])
  for row in 0..<80 { #expect(abs(found.probabilities[row].reduce(0, +) - 1) < 1e-6) }
  #expect(throws: TrainingError.noDecoder) { try trained.reconstruct(data) }
  #expect(throws: ShapeError.self) {
    try Trainer(
      model: model, training: Training(), input: data.shape, classes: 3, seed: 0)
  }
}

@Test("Labels are asked for, and must be classes")
func labels() throws {
  let model = try read(OneOf<Models>.self, #"{ "classifier": ["flatten", { "linear": 2 }] }"#)
  var data = ArraySource.waves(4, shape: [2, 2, 1])
  #expect(throws: TrainingError.noLabels) { try train(model, "{}", on: data, classes: 2) }
  data.labels = [0, 1, 2, 0]
  #expect(throws: TrainingError.strayLabel(2, classes: 2)) {
    try train(model, "{}", on: data, classes: 2)
  }
}

@Test("Losses that do not go with the model are refused")
func unsuitableLosses() throws {
  let classifier = try read(OneOf<Models>.self, #"{ "classifier": ["flatten", { "linear": 2 }] }"#)
  let data = ArraySource.waves(2, shape: small)
  #expect(throws: TrainingError.self) {
    try train(classifier, #"{ "loss": "mse" }"#, on: data, classes: 2)
  }
  #expect(throws: TrainingError.self) {
    try train(variational(), #"{ "loss": "crossEntropy" }"#, on: data)
  }
}

@Test("Pixels are the images, channel by channel, and nothing to train")
func pixels() throws {
  let model = try read(OneOf<Models>.self, #""pixels""#)
  let data = ArraySource(shape: [1, 2, 3], images: [1, 2, 3, 4, 5, 6])
  let trained = try TrainedModel(model: model, input: data.shape)
  #expect(try trained.embed(data).elements == [1, 4, 2, 5, 3, 6])
  #expect(throws: TrainingError.nothingToTrain) { try train(model, "{}", on: data) }
}

@Test("A denoising autoencoder is told the clean image")
func denoising() throws {
  let data = ArraySource.waves(40, shape: small)
  func model(_ noise: Double) throws -> OneOf<Models> {
    try read(
      OneOf<Models>.self,
      #"""
      { "autoencoder": { "noise": \#(noise), "encoder": [
        { "conv": 8, "kernel": 3, "stride": 2, "padding": 1 }, "relu" ] } }
      """#)
  }
  let options = #"{ "epochs": 1, "batchSize": 40, "optimizer": { "adam": 0 } }"#
  let clean = try train(model(0), options, on: data)
  let noisy = try train(model(1), options, on: data)
  #expect(noisy.history[0].trainLoss > clean.history[0].trainLoss)
  #expect(noisy.history[0].trainLoss < clean.history[0].trainLoss + 1)
  #expect(try noisy.model.embed(data) == clean.model.embed(data))
}

@Test("Every layer's activations can be looked at, and the last is the output")
func activations() throws {
  let data = ArraySource.waves(5, shape: small)
  let model = try train(variational(), #"{ "epochs": 1 }"#, on: data).model
  let all = try model.activations(on: data)
  #expect(all.map(\.name).prefix(3) == ["encoder.0", "encoder.1", "encoder.2"])
  #expect(all.map(\.kind).prefix(3) == ["conv", "batchNorm", "leakyReLU"])
  let last = try #require(all.last)
  let rebuilt = try model.reconstruct(data)
  for position in 0..<256 {
    for channel in 0..<3 {
      #expect(last.values[2, channel * 256 + position] == rebuilt[2, position * 3 + channel])
    }
  }
  let one = try model.activations(of: ["encoder.1"], on: data)
  #expect(one.count == 1 && one[0].values == all[1].values)
  // The normalised output before the activation, which has overwritten it elsewhere.
  #expect(one[0].values.elements.contains { $0 < 0 })
}

@Test("Layers are described with their shapes, parameters and multiply-adds")
func descriptions() throws {
  let layers = try stridedAutoencoder().value.architecture(
    for: .image(height: 32, width: 32, channels: 3), classes: nil
  ).layers
  #expect(layers[0].name == "encoder.0" && layers[0].layer.hasPrefix("conv"))
  #expect(layers[0].output == .image(height: 16, width: 16, channels: 8))
  #expect(layers[0].parameters == 8 * 27 + 8 && layers[0].multiplyAdds == 256 * 8 * 27)
  #expect(layers[7].parameters == 512 * 32 + 32)
  #expect(
    layers.map { $0.output.description }
      == [
        "16 x 16 x 8", "16 x 16 x 8", "8 x 8 x 16", "8 x 8 x 16", "4 x 4 x 32", "4 x 4 x 32",
        "512", "32", "512", "4 x 4 x 32", "8 x 8 x 16", "8 x 8 x 16", "16 x 16 x 8", "16 x 16 x 8",
        "32 x 32 x 3",
      ])
}

@Test("A mirror inverts pooling, batch norm and uneven sizes")
func mirror() throws {
  let model = try read(
    OneOf<Models>.self,
    #"""
    { "autoencoder": { "output": "tanh", "encoder": [
      { "conv": 8, "kernel": 3, "padding": 1 }, "batchNorm", "relu", "maxPool",
      { "conv": 16, "kernel": 3, "stride": 2 }, "batchNorm", "relu" ] } }
    """#)
  let architecture = try model.value.architecture(
    for: .image(height: 20, width: 16, channels: 3), classes: nil)
  let decoder = try #require(architecture.stacks.last)
  #expect(
    decoder.layers.map(\.kind) == [
      "convTranspose", "batchNorm", "relu", "upsample", "convTranspose", "tanh",
    ])
  #expect(decoder.output == architecture.input)
}
