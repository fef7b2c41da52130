import NeuralNetworks
import Numerics
import Specification
import Testing

/// Numbers in [-1, 1), the same for the same label.
private func noise(_ count: Int, _ label: String) -> [Double] {
  var random = RandomStream(seed: 5, purpose: label)
  return (0..<count).map { _ in random.uniform(-1, 1) }
}

/// The relative error two derivatives may have: central differences of step 1e-5 are good to 1e-10
/// times the third derivative, and to the rounding of the loss, 1e-16 / 1e-5, whatever is larger.
private let tolerance = 1e-6

private func expectClose(
  _ derivative: Double, _ difference: Double, scale: Double, _ label: String
) {
  #expect(
    abs(derivative - difference) <= tolerance * max(scale, 1e-2),
    "\(label): \(derivative), finite differences \(difference)")
}

/// Compares the gradients of <output, r> for a fixed random r with central differences: for every
/// weight and every input, or 60 of each where there are more.
private func checkLayers(
  _ text: String, input: [Int], batch: Int, frozen: [String] = []
) throws {
  let layers = try read([OneOf<Layers>].self, text)
  let shape = try #require(Shape(input))
  let stack = try LayerStack("layers", layers, input: shape)
  let probe = try NetworkProbe<Double>(
    Architecture(input: shape, stacks: [stack], objective: nil), batch: batch, frozen: frozen)
  for index in 0..<probe.weightCount {
    probe[weight: index] += 0.1 * noise(1, "weight \(index)")[0]
  }
  var images = noise(batch * shape.count, "images")
  let direction = noise(batch * stack.output.count, "direction")
  func value() -> Double { zip(probe.forward(images), direction).reduce(0) { $0 + $1.0 * $1.1 } }
  _ = value()
  let inputGradient = probe.backward(direction)
  let gradients = (0..<probe.weightCount).map(probe.gradient)
  let step = 1e-5
  func difference(_ change: (Double) -> Void) -> Double {
    change(step)
    let above = value()
    change(-2 * step)
    let below = value()
    change(step)
    return (above - below) / (2 * step)
  }
  let weightScale = gradients.map(abs).max() ?? 0
  for index in stride(from: 0, to: gradients.count, by: max(1, gradients.count / 60)) {
    expectClose(
      gradients[index], difference { probe[weight: index] += $0 }, scale: weightScale,
      "\(text) weight \(index)")
  }
  let inputScale = inputGradient.map(abs).max() ?? 0
  for index in stride(from: 0, to: images.count, by: max(1, images.count / 60)) {
    expectClose(
      inputGradient[index], difference { images[index] += $0 }, scale: inputScale,
      "\(text) input \(index)")
  }
}

@Test(
  "Convolutions have the gradients of finite differences",
  arguments: [
    (#"[{ "conv": 4, "kernel": 3, "padding": 1 }]"#, [6, 5, 3], 2),
    (#"[{ "conv": 3, "kernel": 2, "stride": 3 }]"#, [8, 7, 2], 3),
    (#"[{ "conv": 2, "kernel": 5, "padding": 2 }]"#, [3, 3, 2], 1),
    (#"[{ "conv": 1, "kernel": 1, "bias": false }]"#, [4, 4, 1], 1),
    (#"[{ "conv": 5, "kernel": [1, 4], "stride": [2, 1], "padding": [0, 2] }]"#, [5, 6, 2], 2),
    (#"[{ "conv": 20, "kernel": 3, "stride": 2, "padding": 1 }]"#, [9, 9, 17], 2),
    (
      #"[{ "convTranspose": 4, "kernel": 3, "stride": 2, "padding": 1, "outputPadding": 1 }]"#,
      [4, 5, 3], 2
    ),
    (#"[{ "convTranspose": 2, "kernel": 2, "stride": 3 }]"#, [3, 2, 4], 1),
    (#"[{ "convTranspose": 3, "kernel": 5, "bias": false }]"#, [4, 4, 18], 2),
    (#"[{ "convTranspose": 1, "kernel": 4, "stride": 2, "padding": 1 }]"#, [1, 1, 1], 1),
    (
      #"[{ "convTranspose": 3, "kernel": [3, 2], "stride": [1, 2], "outputPadding": [0, 1] }]"#,
      [3, 4, 2], 2
    ),
    (#"[{ "conv": 4, "kernel": 3 }, "relu", { "convTranspose": 2, "kernel": 3 }]"#, [6, 6, 2], 2),
  ])
func convolutionGradients(layers: String, input: [Int], batch: Int) throws {
  try checkLayers(layers, input: input, batch: batch)
}

@Test(
  "Other layers have the gradients of finite differences",
  arguments: [
    (#"[{ "linear": 7 }]"#, [5], 3), (#"[{ "linear": 1, "bias": false }]"#, [1], 1),
    (#"["flatten", { "linear": 6 }, { "unflatten": [1, 2, 3] }]"#, [2, 3, 4], 2),
    (#"["batchNorm"]"#, [3, 2, 4], 3), (#"["batchNorm"]"#, [6], 5),
    (#"[{ "conv": 18, "kernel": 2 }, "batchNorm", "leakyReLU"]"#, [4, 3, 2], 2),
    (#"[{ "groupNorm": 2 }]"#, [3, 2, 4], 3), (#"[{ "groupNorm": 3 }]"#, [6], 2),
    (#"["groupNorm", "tanh"]"#, [4, 5, 24], 1), (#"[{ "groupNorm": 1 }]"#, [2, 3, 5], 2),
    (#"["layerNorm"]"#, [3, 2, 4], 3), (#"["layerNorm", "gelu"]"#, [7], 2),
    (#"[{ "conv": 18, "kernel": 2 }, "layerNorm", { "groupNorm": 6 }]"#, [4, 3, 2], 2),
    (#"["globalAveragePool"]"#, [3, 5, 4], 2),
    (#"[{ "conv": 17, "kernel": 2 }, "globalAveragePool", { "linear": 3 }]"#, [4, 3, 2], 2),
    (#"["maxPool"]"#, [4, 6, 3], 2),
    (#"[{ "maxPool": 3, "stride": 2, "padding": 1 }]"#, [5, 5, 2], 1),
    (#"[{ "maxPool": 2, "stride": 1 }]"#, [4, 4, 17], 2), (#"["averagePool"]"#, [4, 4, 2], 2),
    (#"[{ "averagePool": [3, 2], "stride": 1, "padding": 1 }]"#, [4, 5, 3], 2),
    (#"["relu"]"#, [9], 2), (#"[{ "leakyReLU": 0.5 }, "tanh"]"#, [7], 3), (#"["sigmoid"]"#, [5], 2),
    (#"[{ "elu": 1.5 }]"#, [3, 3, 2], 2), (#"["gelu"]"#, [11], 2), (#"["softmax"]"#, [7], 3),
    (#"["softmax"]"#, [2, 2, 5], 2), (#"[{ "dropout": 0.4 }]"#, [30], 2),
    (#"[{ "upsample": 2 }]"#, [2, 3, 3], 2), (#"[{ "upsample": [1, 3] }]"#, [2, 2, 1], 1),
    (#"[{ "residual": [{ "conv": 3, "kernel": 3, "padding": 1 }, "tanh"] }]"#, [4, 4, 3], 2),
    (
      #"[{ "linear": 6 }, { "residual": [{ "linear": 4 }, "relu", { "linear": 6 }] }, "sigmoid"]"#,
      [5], 3
    ),
    (
      #"""
      [{ "residual": [{ "conv": 4, "kernel": 3, "stride": 2, "padding": 1 }, "batchNorm", "tanh"],
         "shortcut": [{ "conv": 4, "kernel": 1, "stride": 2, "bias": false }, "batchNorm"] }, "sigmoid"]
      """#, [5, 4, 3], 3
    ),
    (
      #"""
      ["tanh", { "residual": [{ "linear": 3 }, { "residual": [{ "linear": 3 }, "gelu"] }],
                 "shortcut": [{ "linear": 3 }, "tanh"] }]
      """#, [5], 2
    ),
    (#"["relu", "maxPool", "tanh", "flatten", { "linear": 3 }, "gelu"]"#, [4, 4, 2], 2),
  ])
func layerGradients(layers: String, input: [Int], batch: Int) throws {
  try checkLayers(layers, input: input, batch: batch)
}

@Test("A frozen batch norm has the gradients of finite differences")
func frozenGradients() throws {
  try checkLayers(
    #"[{ "conv": 4, "kernel": 3 }, "batchNorm", "tanh", { "conv": 2, "kernel": 2 }, "batchNorm"]"#,
    input: [6, 5, 2], batch: 3, frozen: ["layers.1"])
}

/// Compares the gradient of a loss with respect to the output with central differences.
private func checkLoss(
  _ text: String, images: [Double], target: [Double]? = nil, classes: [Int] = [], batch: Int,
  objective: any Objective
) throws {
  let loss = try read(OneOf<Losses>.self, text)
  let shape = Shape.vector(images.count / batch)
  let stack = try LayerStack("layers", [], input: shape)
  let probe = try NetworkProbe<Double>(
    Architecture(input: shape, stacks: [stack], objective: objective), batch: batch,
    loss: loss.value)
  let gradient = probe.loss(images, target: target, classes: classes).gradient
  let scale = gradient.map(abs).max() ?? 0
  for index in images.indices {
    var changed = images
    changed[index] += 1e-6
    let above = probe.loss(changed, target: target, classes: classes).loss
    changed[index] -= 2e-6
    let below = probe.loss(changed, target: target, classes: classes).loss
    expectClose(gradient[index], (above - below) / 2e-6, scale: scale, "\(text) \(index)")
  }
}

@Test(
  "Losses have the gradients of finite differences",
  arguments: ["mse", "l1", "huber", "bce"], ["mean", "sum"])
func lossGradients(kind: String, reduction: String) throws {
  let images = noise(21, "prediction").map { 0.5 + 0.45 * $0 }
  let target = noise(21, "target").map { 0.5 + 0.5 * $0 }
  let delta = kind == "huber" ? #", "delta": 0.3"# : ""
  try checkLoss(
    #"{ "\#(kind)": { "reduction": "\#(reduction)"\#(delta) } }"#, images: images, target: target,
    batch: 3, objective: Reconstruction())
}

@Test(
  "Cross entropy has the gradient of finite differences", arguments: ["mean", "sum"], [0, 0.1])
func crossEntropyGradients(reduction: String, smoothing: Double) throws {
  try checkLoss(
    #"{ "crossEntropy": { "reduction": "\#(reduction)", "smoothing": \#(smoothing) } }"#,
    images: noise(15, "scores").map { 3 * $0 }, classes: [0, 4, 2], batch: 3,
    objective: ClassRecognition(classes: 5))
}

@Test(
  "Comparisons of views have the gradients of finite differences",
  arguments: ViewObjectives.kinds.map { $0.kind }, [2, 5])
func viewGradients(kind: String, pairs: Int) throws {
  let comparison = try read(OneOf<ViewObjectives>.self, "\"\(kind)\"").value
  let shape = Shape.vector(4)
  let probe = try NetworkProbe<Double>(
    Architecture(
      input: shape, stacks: [try LayerStack("layers", [], input: shape)],
      objective: TwoViews(comparison, changes: [])), batch: 2 * pairs)
  var vectors = noise(2 * pairs * 4, "views").map { 0.6 * $0 }
  let gradient = probe.loss(vectors).gradient
  let scale = gradient.map(abs).max() ?? 0
  #expect(scale > 1e-3)
  for index in vectors.indices {
    vectors[index] += 1e-5
    let above = probe.loss(vectors).loss
    vectors[index] -= 2e-5
    let below = probe.loss(vectors).loss
    vectors[index] += 1e-5
    expectClose(gradient[index], (above - below) / 2e-5, scale: scale, "\(kind) \(index)")
  }
}

@Test(
  "A deep clustering has the gradients of finite differences, centres included",
  arguments: ["dec", "idec"])
func clusterGradients(method: String) throws {
  let model = try read(
    OneOf<Models>.self,
    #"""
    { "deepClustering": { "method": "\#(method)", "latent": 3, "clusters": 4, "pretrain": {}, "encoder": [
      { "conv": 4, "kernel": 3, "stride": 2, "padding": 1 }, "tanh"] } }
    """#)
  let shape = Shape.image(height: 5, width: 4, channels: 2)
  let architecture = try model.value.architecture(for: shape, classes: nil)
  let probe = try NetworkProbe<Double>(architecture, batch: 5)
  probe.beta = try #require(architecture.objective).penaltyWeight(inEpoch: 1)
  let images = noise(5 * shape.count, "images")
  probe.fixTargets(images)
  let target = method == "idec" ? images : nil
  let gradient = probe.loss(images, target: target).gradient
  _ = probe.backward(gradient)
  let gradients = (0..<probe.weightCount).map(probe.gradient)
  let scale = gradients.map(abs).max() ?? 0
  for index in stride(from: 0, to: gradients.count, by: 3) {
    probe[weight: index] += 1e-5
    let above = probe.loss(images, target: target).loss
    probe[weight: index] -= 2e-5
    let below = probe.loss(images, target: target).loss
    probe[weight: index] += 1e-5
    expectClose(gradients[index], (above - below) / 2e-5, scale: scale, "weight \(index)")
  }
}

@Test("A variational autoencoder has the gradients of finite differences, divergence included")
func variationalGradients() throws {
  let model = try read(
    OneOf<Models>.self,
    #"""
    { "variationalAutoencoder": { "latent": 3, "encoder": [
      { "conv": 4, "kernel": 3, "stride": 2, "padding": 1 }, "batchNorm", "leakyReLU"] } }
    """#)
  let shape = Shape.image(height: 5, width: 4, channels: 2)
  let probe = try NetworkProbe<Double>(
    model.value.architecture(for: shape, classes: nil), batch: 3, loss: MeanSquaredError())
  probe.beta = 0.3
  let images = noise(3 * shape.count, "images")
  let gradient = probe.loss(images, target: images).gradient
  _ = probe.backward(gradient)
  let gradients = (0..<probe.weightCount).map(probe.gradient)
  let scale = gradients.map(abs).max() ?? 0
  for index in stride(from: 0, to: gradients.count, by: 3) {
    probe[weight: index] += 1e-5
    let above = probe.loss(images, target: images).loss
    probe[weight: index] -= 2e-5
    let below = probe.loss(images, target: images).loss
    probe[weight: index] += 1e-5
    expectClose(gradients[index], (above - below) / 2e-5, scale: scale, "weight \(index)")
  }
}
