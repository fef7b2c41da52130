import NeuralNetworks
import Numerics
import Specification
import Testing

private func trainer(_ options: String, seed: UInt64 = 7) throws -> Trainer {
  try Trainer(
    model: stridedAutoencoder(), training: read(Training.self, options), input: [32, 32, 3],
    seed: seed)
}

private func finish(_ outcome: TrainingOutcome) throws -> (TrainedModel, [EpochReport]) {
  guard case .finished(let model, let history) = outcome else {
    throw TrainingError.foreignState("the training did not finish")
  }
  return (model, history)
}

@Test("Training lowers the loss and tells what happens in order")
func trainingLearns() throws {
  let data = ArraySource.waves(100)
  var told: [String] = []
  let outcome = try trainer(#"{ "epochs": 4, "batchSize": 32, "checkpoints": [0, 4] }"#).train(
    on: data, validation: ArraySource.waves(20, seed: 2)
  ) { event in
    switch event {
    case .step(let report): told.append("step \(report.epoch).\(report.step)")
    case .epoch(let report, _): told.append("epoch \(report.epoch)")
    case .checkpoint(let report, _): told.append("checkpoint \(report.epoch)")
    }
  }
  let (model, history) = try finish(outcome)
  #expect(history.count == 4)
  #expect(history[3].trainLoss < history[0].trainLoss)
  #expect(try #require(history[3].validationLoss) > 0)
  #expect(told.first == "checkpoint 0" && told.last == "checkpoint 4")
  #expect(
    told.filter { $0.hasPrefix("step 2.") } == ["step 2.1", "step 2.2", "step 2.3", "step 2.4"])
  let errors = try model.reconstructionErrors(of: data)
  let rebuilt = try model.reconstruct(data)
  #expect(errors.count == 100 && rebuilt.rows == 100 && rebuilt.columns == 3072)
  #expect(try model.embed(data).columns == 32)
}

@Test("The same seed gives the same bytes, another seed others")
func seedsDecide() throws {
  let data = ArraySource.waves(40)
  let options = #"{ "epochs": 1, "batchSize": 16 }"#
  let first = try finish(trainer(options).train(on: data)).0.safetensors
  #expect(try finish(trainer(options).train(on: data)).0.safetensors == first)
  #expect(try finish(trainer(options, seed: 8).train(on: data)).0.safetensors != first)
}

@Test("A training stopped after any step goes on to the same bytes", arguments: [1, 3, 4, 7])
func stopAndResume(steps: Int) throws {
  let data = ArraySource.waves(50)
  let trainer = try trainer(#"{ "epochs": 3, "batchSize": 16 }"#)
  let (whole, wholeHistory) = try finish(trainer.train(on: data))
  var done = 0
  let stopped = try trainer.train(
    on: data,
    observe: { if case .step = $0 { done += 1 } }, shouldStop: { done == steps })
  guard case .stopped(let state) = stopped else {
    Issue.record("the training did not stop")
    return
  }
  let (resumed, history) = try finish(trainer.train(on: data, resuming: state))
  #expect(try resumed.safetensors == whole.safetensors)
  #expect(history == wholeHistory)
}

@Test("A state of another training is refused")
func foreignState() throws {
  let data = ArraySource.waves(20)
  let stopped = try trainer(#"{ "epochs": 3 }"#).train(on: data, shouldStop: { true })
  guard case .stopped(let state) = stopped else {
    Issue.record("the training did not stop")
    return
  }
  let other = try trainer(#"{ "epochs": 3, "batchSize": 10 }"#)
  #expect(throws: TrainingError.foreignState("it was left by another training")) {
    try other.train(on: data, resuming: state)
  }
}

@Test("A loss that is not finite ends the training with its epoch and step")
func divergence() throws {
  var data = ArraySource.waves(20)
  data = ArraySource(shape: data.shape, images: data.images.map { $0 * .infinity })
  let trainer = try trainer(#"{ "epochs": 1, "batchSize": 10 }"#)
  let error = #expect(throws: TrainingError.self) { try trainer.train(on: data) }
  guard case .diverged(let epoch, let step, _) = error else {
    Issue.record("another error: \(String(describing: error))")
    return
  }
  #expect(epoch == 1 && step == 1)
}

@Test("Weights read back from their file give the same embedding")
func weightsRoundTrip() throws {
  let data = ArraySource.waves(10)
  let model = try finish(trainer(#"{ "epochs": 1 }"#).train(on: data)).0
  let copy = try TrainedModel(
    model: stridedAutoencoder(), input: [32, 32, 3], safetensors: model.safetensors)
  #expect(try copy.embed(data) == model.embed(data))
  #expect(copy.weights["encoder.0.weight"]?.shape == [8, 3, 3, 3])
  #expect(copy.weights["decoder.2.weight"]?.shape == [32, 16, 3, 3])
}

@Test("Layers that do not fit are told shape by shape")
func shapeErrors() throws {
  let model = try read(
    OneOf<Models>.self,
    #"{ "autoencoder": { "encoder": [{ "conv": 8, "kernel": 3 }, { "conv": 8, "kernel": 40 }] } }"#)
  let error = #expect(throws: ShapeError.self) {
    try Trainer(model: model, training: Training(), input: [32, 32, 3], seed: 0)
  }
  #expect(
    error?.description == """
      encoder.1 conv: a kernel of 40 x 40 does not fit on 30 x 30 pixels with padding 0 x 0
        input           32 x 32 x 3
        encoder.0 conv  30 x 30 x 8
        encoder.1 conv  does not fit
      """)
}
