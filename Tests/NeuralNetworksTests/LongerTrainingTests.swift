import NeuralNetworks
import Specification
import Testing

/// Every kind of schedule, alone and behind a warm-up.
private let writtenSchedules =
  Schedules.kinds.map { "\"\($0.kind)\"" }
  + Schedules.kinds.map { #"{ "warmUp": { "epochs": 1, "then": "\#($0.kind)" } }"# }

@Suite("Trainings that go on from shorter ones")
struct LongerTrainingTests {
  private let data = ArraySource.waves(14, shape: [4, 4, 1])

  private func trainer(_ epochs: Int, _ schedule: String, _ more: String = "") throws -> Trainer {
    try Trainer(
      model: read(
        OneOf<Models>.self,
        #"""
        { "autoencoder": { "encoder": ["flatten", { "linear": 6 }, "batchNorm", "relu"], "latent": 2 } }
        """#),
      training: read(
        Training.self,
        "{ \"epochs\": \(epochs), \"batchSize\": 4, \"schedule\": \(schedule)\(more) }"),
      input: data.shape, seed: 5)
  }

  /// The state after the last epoch, and the weights.
  private func run(
    _ trainer: Trainer, from state: [UInt8]? = nil
  ) throws -> (state: [UInt8], weights: [UInt8], epochs: Int) {
    var last: [UInt8] = []
    var epochs = 0
    let outcome = try trainer.train(
      on: data, validation: data, resuming: state,
      observe: {
        if case .epoch(_, let state) = $0 {
          last = try state()
          epochs += 1
        }
      })
    guard case .finished(let model, _) = outcome else { throw TrainingError.noImages }
    return (last, try model.safetensors, epochs)
  }

  @Test(
    "give the bytes of training at once, or the schedule says that it depends on their number",
    arguments: writtenSchedules)
  func schedules(schedule: String) throws {
    let short = try run(trainer(3, schedule))
    let long = try run(trainer(6, schedule))
    guard try trainer(6, schedule).training.lengthObstacle == nil else {
      #expect(throws: TrainingError.self) {
        try run(trainer(6, schedule), from: short.state)
      }
      return
    }
    let continued = try run(trainer(6, schedule), from: short.state)
    #expect(continued.weights == long.weights)
    #expect(continued.state == long.state)
    #expect(continued.epochs == 3)
  }

  @Test("a schedule depends on the number of epochs where its factors do, and says so")
  func honesty() throws {
    for kind in Schedules.kinds {
      let schedule = try read(OneOf<Schedules>.self, "\"\(kind.kind)\"").value
      let factors = [8, 16, 100].map { epochs in
        (0..<8).map { epoch in
          schedule.factor(
            at: SchedulePosition(
              epoch: epoch, step: 0, stepsPerEpoch: 3, epochs: epochs,
              losses: (0..<epoch).map { _ in 1.0 }))
        }
      }
      #expect((Set(factors).count > 1) == schedule.dependsOnLength, "\(kind.kind)")
    }
  }

  @Test("go on from the last epoch, not from the best one that early stopping keeps")
  func earlyStopping() throws {
    let stopping = #", "earlyStopping": { "patience": 50 }"#
    let rate = #"{ "step": { "every": 1, "factor": 2 } }"#
    let short = try run(trainer(5, rate, stopping))
    let long = try run(trainer(9, rate, stopping))
    #expect(try run(trainer(9, rate, stopping), from: short.state).weights == long.weights)
  }

  @Test("go on from no other training")
  func others() throws {
    let short = try run(trainer(3, "\"constant\""))
    for other in [
      try trainer(6, "\"constant\"", #", "gradientClipping": 1"#), try trainer(2, "\"constant\""),
    ] {
      #expect(throws: TrainingError.self) { try run(other, from: short.state) }
    }
  }
}
