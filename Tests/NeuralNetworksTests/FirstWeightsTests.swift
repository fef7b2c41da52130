import NeuralNetworks
import Specification
import Testing

private let input = [8, 8, 1]

/// An autoencoder with batch norm, in a residual block too.
private func model() throws -> OneOf<Models> {
  try read(
    OneOf<Models>.self,
    #"""
    { "autoencoder": { "latent": 3, "encoder": [
      { "conv": 4, "kernel": 3, "stride": 2, "padding": 1 }, "batchNorm", "relu",
      { "residual": [{ "conv": 4, "kernel": 3, "padding": 1 }, "batchNorm", { "dropout": 0.2 }] }] } }
    """#)
}

private func trainer(_ options: String, seed: UInt64 = 1) throws -> Trainer {
  try Trainer(model: model(), training: read(Training.self, options), input: input, seed: seed)
}

private func train(
  _ options: String, seed: UInt64 = 1, from file: [UInt8]? = nil
) throws -> TrainedModel {
  let outcome = try trainer(options, seed: seed).train(
    on: ArraySource.waves(24, shape: input), weights: file)
  guard case .finished(let model, _) = outcome else {
    throw TrainingError.foreignState("the training did not finish")
  }
  return model
}

/// A file that a training with another seed left.
private func pretrained() throws -> [UInt8] {
  try train(#"{ "epochs": 2, "batchSize": 8 }"#, seed: 5).safetensors
}

@Suite("First weights from a file")
struct FirstWeightsTests {
  @Test("are where training begins")
  func whole() throws {
    let file = try pretrained()
    let text = #"{ "epochs": 0, "init": "x.safetensors" }"#
    #expect(try train(text, from: file).safetensors == file)
    #expect(try train(text, seed: 9, from: file).safetensors == file)
  }

  @Test("of a part leave the rest drawn as usual")
  func part() throws {
    let file = try SafeTensors.decode(pretrained()).weights
    let drawn = try train(#"{ "epochs": 0 }"#).weights
    let mixed = try train(
      #"{ "epochs": 0, "init": { "file": "x.safetensors", "only": ["encoder.3", "decoder"] } }"#,
      from: pretrained()
    ).weights
    for tensor in mixed.tensors {
      let isTaken = tensor.name.hasPrefix("encoder.3.") || tensor.name.hasPrefix("decoder.")
      #expect(tensor == (isTaken ? file : drawn)[tensor.name], "\(tensor.name)")
    }
  }

  @Test(
    "that are frozen stay to the bit under every optimizer, statistics too",
    arguments: Optimizers.kinds.map { $0.kind })
  func frozen(kind: String) throws {
    let type = try #require(Optimizers.kinds.first { $0.kind == kind })
    let pulls = ["weightDecay", "momentum"].filter(type.fieldNames.contains).map {
      ", \"\($0)\": 0.5"
    }
    let options = #"""
      { "epochs": 3, "batchSize": 8, "gradientClipping": 0.1,
        "optimizer": { "\#(kind)": { "learningRate": 0.05\#(pulls.joined()) } },
        "init": { "file": "x.safetensors", "frozen": ["encoder.0", "encoder.1", "encoder.3"] } }
      """#
    let file = try pretrained()
    let before = try SafeTensors.decode(file).weights
    let after = try train(options, from: file).weights
    #expect(after.tensors.contains { $0.name == "encoder.3.layers.1.running_var" })
    for tensor in after.tensors {
      let isFrozen = ["encoder.0.", "encoder.1.", "encoder.3."].contains(
        where: tensor.name.hasPrefix)
      #expect((tensor == before[tensor.name]) == isFrozen, "\(tensor.name)")
    }
  }

  @Test("that are frozen stay so when training stops and goes on")
  func resumed() throws {
    let options = #"""
      { "epochs": 3, "batchSize": 8, "optimizer": { "adamW": { "weightDecay": 0.5 } },
        "init": { "file": "x.safetensors", "frozen": ["encoder"] } }
      """#
    let file = try pretrained()
    let data = ArraySource.waves(24, shape: input)
    var steps = 0
    let stopped = try trainer(options).train(
      on: data, weights: file, observe: { if case .step = $0 { steps += 1 } },
      shouldStop: { steps == 4 })
    guard case .stopped(let state) = stopped,
      case .finished(let model, _) = try trainer(options).train(
        on: data, weights: file, resuming: state)
    else {
      Issue.record("the training did not stop and go on")
      return
    }
    #expect(try model.safetensors == train(options, from: file).safetensors)
  }

  @Test("a training that names a file does not begin without it")
  func missing() throws {
    #expect(throws: TrainingError.self) { try train(#"{ "init": "x.safetensors" }"#) }
  }

  private func faults(_ options: String, _ weights: Weights) throws -> [FirstWeights.Fault] {
    let first = try #require(
      read(Training.self, #"{ "init": \#(options) }"#).firstWeights)
    return first.faults(of: weights, for: try trainer("{}").architecture)
  }

  @Test("every tensor that is missing, left over, of another shape or not finite is listed")
  func misfits() throws {
    let good = try SafeTensors.decode(pretrained()).weights
    #expect(try faults(#""x.safetensors""#, good).isEmpty)
    var tensors = good.tensors.filter { $0.name != "encoder.0.bias" }
    let place = try #require(tensors.firstIndex { $0.name == "encoder.3.layers.0.weight" })
    tensors[place] = Weights.Tensor(
      name: tensors[place].name, shape: [2, 2], values: [0, 0, 0, 0])
    tensors.append(Weights.Tensor(name: "head.weight", shape: [1], values: [1]))
    let wild = try #require(tensors.firstIndex { $0.name == "decoder.0.bias" })
    tensors[wild] = Weights.Tensor(
      name: "decoder.0.bias", shape: tensors[wild].shape,
      values: tensors[wild].values.map { _ in .nan })
    let found = try faults(#""x.safetensors""#, Weights(tensors))
    #expect(
      found.map(\.message) == [
        """
        the file does not fit the model; { "file": …, "only": ["decoder"] } takes the part that fits
          encoder.0.bias: not in the file, [4] in the model
          encoder.3.layers.0.weight: [2, 2] in the file, [4, 4, 3, 3] in the model
          head.weight: [1] in the file, not in the model
          not all numbers are finite in decoder.0.bias
        """
      ])
    #expect(
      try faults(#"{ "file": "x", "only": ["decoder.2"] }"#, Weights(tensors)).isEmpty)
  }

  @Test(
    "a name that is no layer with weights is refused with the nearest",
    arguments: [
      (#""only": ["encodr"]"#, #"the model has no layer "encodr"; did you mean "encoder"?"#),
      (
        #""only": ["encoder"], "frozen": ["encoder.2"]"#,
        #""encoder.2" is relu, which has no weights"#
      ),
      (#""frozen": ["encoder.1.weight"]"#, #"the model has no layer "encoder.1.weight"#),
      (
        #""only": ["encoder"], "frozen": ["decoder"]"#,
        #""decoder" is frozen, but decoder.0.weight is not taken from the file"#
      ),
    ])
  func strayNames(options: String, message: String) throws {
    let good = try SafeTensors.decode(pretrained()).weights
    let found = try faults(#"{ "file": "x.safetensors", \#(options) }"#, good)
    #expect(found.count == 1 && found[0].index == 0)
    #expect(found.first?.message.hasPrefix(message) ?? false, "\(found)")
  }
}
