import NeuralNetworks
import Numerics
import Specification
import Testing

private let tiny = #"""
  { "autoencoder": { "encoder": [{ "conv": 4, "kernel": 3, "stride": 2, "padding": 1 }, "relu"] } }
  """#

private func history(
  _ options: String, on data: ArraySource = .waves(32, shape: [8, 8, 1]),
  validation: ArraySource? = nil
) throws -> (model: TrainedModel, history: [EpochReport]) {
  let trainer = try Trainer(
    model: read(OneOf<Models>.self, tiny), training: read(Training.self, options),
    input: data.shape, seed: 2)
  guard case .finished(let model, let history) = try trainer.train(on: data, validation: validation)
  else { throw TrainingError.noImages }
  return (model, history)
}

private func factors(_ text: String, epochs: Int, losses: [Double] = []) throws -> [Double] {
  let schedule = try read(OneOf<Schedules>.self, text).value
  return (0..<epochs).map {
    schedule.factor(
      at: SchedulePosition(
        epoch: $0, step: 0, stepsPerEpoch: 4, epochs: epochs, losses: Array(losses.prefix($0))))
  }
}

@Test("Schedules give the rates of their formulas")
func schedules() throws {
  #expect(try factors(#""constant""#, epochs: 2) == [1, 1])
  #expect(try factors(#"{ "step": 2, "factor": 0.5 }"#, epochs: 5) == [1, 1, 0.5, 0.5, 0.25])
  let cosine = try factors(#"{ "cosine": 0.2 }"#, epochs: 4)
  for (found, expected) in zip(cosine, [1, 0.2 + 0.4 * (1 + 0.5.squareRoot()), 0.6]) {
    #expect(abs(found - expected) < 1e-15)
  }
  #expect(
    try factors(#"{ "warmUp": 2, "then": { "step": 1, "factor": 0.5 } }"#, epochs: 5)
      == [1.0 / 8, 5.0 / 8, 1, 0.5, 0.25])
  #expect(
    try factors(
      #"{ "plateau": 1, "factor": 0.5 }"#, epochs: 7, losses: [1, 0.9, 0.9, 0.9, 0.8, 0.8, 0.8])
      == [1, 1, 1, 1, 0.5, 0.5, 0.5])
}

@Test("The learning rate of an epoch is told")
func learningRates() throws {
  let (_, reports) = try history(
    #"{ "epochs": 3, "optimizer": { "sgd": 0.5 }, "schedule": { "step": 1, "factor": 0.1 } }"#)
  #expect(zip(reports, [0.5, 0.05, 0.005]).allSatisfy { abs($0.learningRate - $1) < 1e-15 })
}

@Test(
  "The loss on the training images is taken during each epoch, or after it by the weights it ends with"
)
func measuredAfter() throws {
  let data = ArraySource.waves(32, shape: [8, 8, 1])
  let options = #""epochs": 3, "batchSize": 8, "augmentation": [{ "shift": 2 }]"#
  let during = try history("{ \(options) }", on: data, validation: data).history
  let after = try history(#"{ \#(options), "measure": "after" }"#, on: data, validation: data)
    .history
  #expect(after.map { Optional($0.train) } == after.map(\.validation))
  #expect(after.map(\.validation) == during.map(\.validation))
  #expect(zip(after, during).allSatisfy { $0.train != $1.train })
}

/// Plain steps of an optimizer on two weights.
private func steps(_ text: String, _ gradients: [[Double]]) throws -> [Double] {
  let optimizer = try read(OneOf<Optimizers>.self, text).value
  let stack = try LayerStack(
    "layers", read([OneOf<Layers>].self, #"[{ "linear": 2, "bias": false }]"#), input: .vector(1))
  let probe = try NetworkProbe<Double>(
    Architecture(input: .vector(1), stacks: [stack], objective: nil), batch: 1)
  probe[weight: 0] = 1
  probe[weight: 1] = -2
  let memory = probe.optimizerMemory(for: optimizer)
  for (index, gradient) in gradients.enumerated() {
    _ = probe.forward([1])
    _ = probe.backward(gradient)
    optimizer.update(memory, step: index + 1, learningRate: optimizer.learningRate)
  }
  return [probe[weight: 0], probe[weight: 1]]
}

private func expectClose(_ found: [Double], _ expected: [Double]) {
  for (found, expected) in zip(found, expected) { #expect(abs(found - expected) < 1e-14) }
}

@Test("Gradient descent takes the steps of its formulas")
func gradientDescent() throws {
  expectClose(try steps(#"{ "sgd": 0.1 }"#, [[1, 2], [3, 4]]), [1 - 0.4, -2 - 0.6])
  // v1 = g1, v2 = 0.5 g1 + g2
  expectClose(
    try steps(#"{ "sgd": 0.1, "momentum": 0.5 }"#, [[1, 2], [3, 4]]),
    [1 - 0.1 - 0.35, -2 - 0.2 - 0.5])
  // Steps along g + 0.5 v.
  expectClose(
    try steps(#"{ "sgd": 0.1, "momentum": 0.5, "nesterov": true }"#, [[1, 2], [3, 4]]),
    [1 - 0.15 - 0.475, -2 - 0.3 - 0.65])
  expectClose(try steps(#"{ "sgd": 0.1, "weightDecay": 0.5 }"#, [[1, 2]]), [0.85, -2.1])
}

@Test("Adam, AdamW and RMSprop take the steps of their formulas")
func adaptiveOptimizers() throws {
  // The first step of Adam is the learning rate along the sign of the gradient.
  let first = 0.1 / (1 + 1e-8)
  expectClose(try steps(#"{ "adam": 0.1 }"#, [[1, -1]]), [1 - first, -2 + first])
  expectClose(
    try steps(#"{ "adamW": 0.1, "weightDecay": 0.5 }"#, [[1, -1]]),
    [1 * 0.95 - first, -2 * 0.95 + first])
  let root = (0.01 * 4).squareRoot() + 1e-8
  expectClose(try steps(#"{ "rmsprop": 0.1 }"#, [[2, 2]]), [1 - 0.2 / root, -2 - 0.2 / root])
  let second = (0.99 * 0.04 + 0.01).squareRoot() + 1e-8
  expectClose(
    try steps(#"{ "rmsprop": 0.1, "momentum": 0.5 }"#, [[2, 2], [1, 1]]),
    [1, -2].map { $0 - 0.1 * (2 / root) - 0.1 * (0.5 * 2 / root + 1 / second) })
}

@Test("Every optimizer lowers the loss", arguments: ["sgd", "adam", "adamW", "rmsprop"])
func optimizersLearn(kind: String) throws {
  let reports = try history(
    #"{ "epochs": 6, "batchSize": 8, "optimizer": { "\#(kind)": 0.01 } }"#
  ).history
  #expect(reports[5].trainLoss < reports[0].trainLoss)
}

@Test("A long gradient is shortened to the limit")
func clipping() throws {
  let rate = 0.125
  func moved(_ limit: Double) throws -> Double {
    let data = ArraySource.waves(8, shape: [8, 8, 1])
    let options = """
      { "batchSize": 8, "optimizer": { "sgd": \(rate) }, "gradientClipping": \(limit), "epochs":
      """
    let before = try history(options + " 0 }", on: data).model.weights
    let after = try history(options + " 1 }", on: data).model.weights
    var squares = 0.0
    for (old, new) in zip(before.tensors, after.tensors) {
      for (a, b) in zip(old.values, new.values) { squares += Double(a - b) * Double(a - b) }
    }
    return squares.squareRoot()
  }
  #expect(try abs(moved(0.01) - rate * 0.01) < 1e-5)
  #expect(try moved(1e6) > rate * 0.01)
}

@Test("Early stopping ends training and keeps the best weights, across a stop too")
func earlyStopping() throws {
  // A learning rate that grows makes the loss rise again.
  let options = #"""
    { "epochs": 100, "batchSize": 8, "optimizer": { "sgd": { "learningRate": 0.05 } },
      "schedule": { "step": 1, "factor": 1.15 }, "earlyStopping": { "patience": 2, "keep": "KEEP" } }
    """#
  let data = ArraySource.waves(24, shape: [8, 8, 1])
  let best = try history(options.replacing("KEEP", with: "best"), on: data, validation: data)
  let last = try history(options.replacing("KEEP", with: "last"), on: data, validation: data)
  let losses = best.history.compactMap(\.validationLoss)
  #expect(best.history.count < 100 && losses.count == best.history.count)
  let lowest = try #require(losses.indices.min { losses[$0] < losses[$1] })
  #expect(lowest == losses.count - 4)
  func mean(_ model: TrainedModel) throws -> Double {
    try model.reconstructionErrors(of: data).reduce(0, +) / 24
  }
  #expect(try abs(mean(best.model) - losses[lowest]) < 1e-6)
  #expect(try mean(last.model) > mean(best.model))
  let trainer = try Trainer(
    model: read(OneOf<Models>.self, tiny),
    training: read(Training.self, options.replacing("KEEP", with: "best")), input: data.shape,
    seed: 2)
  var epochs = 0
  let stopped = try trainer.train(
    on: data, validation: data, observe: { if case .epoch = $0 { epochs += 1 } },
    shouldStop: { epochs == losses.count - 1 })
  guard case .stopped(let state) = stopped,
    case .finished(let resumed, _) = try trainer.train(
      on: data, validation: data, resuming: state)
  else {
    Issue.record("the training did not stop and go on")
    return
  }
  #expect(try resumed.safetensors == best.model.safetensors)
}

@Test("Checkpoints are so many evenly spaced epochs, or a list")
func checkpoints() {
  #expect(Checkpoints.count(3).epochs(of: 10) == [3, 6, 10])
  #expect(Checkpoints.count(20).epochs(of: 3) == [1, 2, 3])
  #expect(Checkpoints.count(0).epochs(of: 3).isEmpty)
  #expect(Checkpoints.epochs([5, 0, 2, 5, 11]).epochs(of: 10) == [0, 2, 5])
}

@Test("First weights are drawn as the file says")
func firstWeights() throws {
  func values(_ kind: String) throws -> [Float] {
    let model = try read(
      OneOf<Models>.self, #"{ "autoencoder": { "encoder": ["flatten", { "linear": 100 }] } }"#)
    let trainer = try Trainer(
      model: model, training: read(Training.self, #"{ "epochs": 0, "init": \#(kind) }"#),
      input: [10, 10, 4], seed: 3)
    guard
      case .finished(let trained, _) = try trainer.train(
        on: ArraySource.waves(1, shape: [10, 10, 4]))
    else { return [] }
    #expect(trained.weights["encoder.1.bias"] != nil)
    return try #require(trained.weights["encoder.1.weight"]).values
  }
  func deviation(_ values: [Float]) -> Double {
    (values.reduce(0) { $0 + Double($1) * Double($1) } / Double(values.count)).squareRoot()
  }
  #expect(try values(#"{ "constant": 0.5 }"#).allSatisfy { $0 == 0.5 })
  // 40000 draws: the deviation is good to half a percent.
  #expect(try abs(deviation(values(#"{ "normal": 0.1 }"#)) - 0.1) < 1e-3)
  #expect(try abs(deviation(values(#""kaiming""#)) - (2.0 / 400).squareRoot()) < 1e-3)
  #expect(try abs(deviation(values(#""xavier""#)) - (2.0 / 500).squareRoot()) < 1e-3)
  let standard = try values(#""default""#)
  #expect(standard.allSatisfy { abs($0) <= 0.05 })
  #expect(abs(deviation(standard) - 0.05 / 3.0.squareRoot()) < 3e-4)
}
