import NeuralNetworks
import Numerics
import Specification
import Testing

private let encoder = #""latent": 4, "encoder": ["flatten", { "linear": 20 }, "relu"]"#

private func trainer(_ method: String, _ options: String, epochs: Int = 3) throws -> Trainer {
  try Trainer(
    model: read(
      OneOf<Models>.self,
      #"""
      { "deepClustering": { "method": "\#(method)", \#(encoder), "clusters": 3, "pretrain": {}\#(options) } }
      """#),
    training: read(Training.self, #"{ "epochs": \#(epochs), "batchSize": 10 }"#), input: [8, 8, 1],
    seed: 2)
}

private func finish(_ outcome: TrainingOutcome) throws -> (TrainedModel, [EpochReport]) {
  guard case .finished(let model, let history) = outcome else {
    throw TrainingError.foreignState("the training did not finish")
  }
  return (model, history)
}

@Suite("Deep clustering", .serialized)
struct DeepClusteringTests {
  private let data = ArraySource.waves(30, shape: [8, 8, 1])

  @Test("ends when too few images change their cluster from one update to the next")
  func ending() throws {
    let never = try finish(
      trainer("dec", #", "updateInterval": 2, "tolerance": 0"#).train(on: data)
    ).1
    #expect(never.count == 3)
    // All images may change but one: the second update, behind two steps of three, ends it.
    var steps = 0
    let soon = try finish(
      trainer("dec", #", "updateInterval": 2, "tolerance": 0.99"#).train(on: data) {
        if case .step = $0 { steps += 1 }
      }
    ).1
    #expect(soon.count == 1 && steps == 2)
    // At the beginning of an epoch there is none to report.
    let apart = try finish(
      trainer("idec", #", "updateInterval": 3, "tolerance": 0.99"#).train(on: data)
    ).1
    #expect(apart.count == 1)
  }

  @Test("goes on to the same bytes when it is stopped after any step", arguments: 1...8)
  func resuming(steps: Int) throws {
    let trainer = try trainer("idec", #", "updateInterval": 4, "tolerance": 0"#)
    let (whole, wholeHistory) = try finish(trainer.train(on: data, validation: data))
    var done = 0
    let stopped = try trainer.train(
      on: data, validation: data,
      shouldStop: {
        done += 1
        return done == steps
      })
    guard case .stopped(let state) = stopped else {
      Issue.record("the training did not stop")
      return
    }
    let (model, history) = try finish(
      trainer.train(on: data, validation: data, resuming: state))
    #expect(try model.safetensors == whole.safetensors)
    #expect(history == wholeHistory)
  }

  @Test("begins from the autoencoder and the centres that it is given")
  func beginning() throws {
    let plain = try Trainer(
      model: read(OneOf<Models>.self, #"{ "autoencoder": { \#(encoder) } }"#),
      training: read(Training.self, #"{ "epochs": 1, "batchSize": 10 }"#), input: [8, 8, 1], seed: 5
    )
    let (autoencoder, _) = try finish(plain.train(on: data))
    let centres = try #require(
      Matrix<Float>(rows: 3, columns: 4, elements: (0..<12).map { Float($0) / 12 }))
    let start = try TrainingStart(weights: autoencoder.safetensors, centres: centres)
    for method in ["dec", "idec"] {
      let (model, _) = try finish(
        trainer(method, "", epochs: 0).train(on: data, from: start))
      #expect(try model.embed(data) == autoencoder.embed(data))
      #expect(model.weights["clusters.0.weight"]?.values == centres.elements)
      #expect(model.architecture.givesImagesBack == (method == "idec"))
      if method == "idec" {
        #expect(try model.reconstruct(data) == autoencoder.reconstruct(data))
      }
    }
    let few = try #require(
      Matrix<Float>(rows: 2, columns: 4, elements: [Float](repeating: 0, count: 8)))
    let misfit = try TrainingStart(weights: autoencoder.safetensors, centres: few)
    #expect(throws: TrainingError.self) {
      try trainer("dec", "").train(on: data, from: misfit)
    }
  }

  @Test("brings images nearer to the centres of their clusters")
  func sharpening() throws {
    let (_, history) = try finish(
      trainer("dec", #", "updateInterval": 30, "tolerance": 0"#, epochs: 10).train(on: data))
    #expect(history[9].trainLoss < history[0].trainLoss)
  }
}
