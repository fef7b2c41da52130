import NeuralNetworks
import Numerics
import Specification
import TestSupport
import Testing

private let weights = Weights([
  Weights.Tensor(name: "b.weight", shape: [2, 3], values: [1, -2, 3.5, 0, .infinity, 6]),
  Weights.Tensor(name: "a.bias", shape: [], values: [7]),
  Weights.Tensor(name: "n", shape: [], values: [12], isInteger: true),
  Weights.Tensor(name: "none", shape: [0, 4], values: []),
])

/// The bytes of a file with a header of one's own.
private func file(_ header: String, _ body: [UInt8] = []) -> [UInt8] {
  withUnsafeBytes(of: UInt64(header.utf8.count).littleEndian, Array.init) + Array(header.utf8)
    + body
}

@Test("Tensors and notes read back as they were written")
func roundTrip() throws {
  let (read, notes) = try SafeTensors.decode(SafeTensors.encode(weights, notes: ["epoch": "3"]))
  #expect(notes == ["epoch": "3"])
  for tensor in weights.tensors { #expect(read[tensor.name] == tensor) }
}

@Test("The header is as the format has it: length, JSON with sorted names, alignment")
func header() {
  let bytes = SafeTensors.encode(Weights([Weights.Tensor(name: "w", shape: [1], values: [1])]))
  let text = #"{"w":{"data_offsets":[0,4],"dtype":"F32","shape":[1]}}"#
  #expect(Array(bytes[8..<8 + text.utf8.count]) == Array(text.utf8))
  #expect(Array(bytes.suffix(4)) == [0, 0, 0x80, 0x3F])
  #expect((bytes.count - 4) % 8 == 0)
}

@Test("A file cut anywhere is refused")
func cutFiles() {
  let bytes = SafeTensors.encode(weights)
  for length in 0..<bytes.count {
    #expect(throws: TrainingError.self, "\(length) of \(bytes.count) bytes") {
      try SafeTensors.decode(Array(bytes.prefix(length)))
    }
  }
}

@Test(
  "A header that lies is refused",
  arguments: [
    "[]", "{", "null", #"{"w":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}"#,
    #"{"w":{"dtype":"F16","shape":[2],"data_offsets":[0,4]}}"#,
    #"{"w":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}"#,
    #"{"w":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}}"#,
    #"{"w":{"dtype":"F32","shape":[1],"data_offsets":[-4,0]}}"#,
    #"{"w":{"dtype":"F32","shape":[1],"data_offsets":[2,6]}}"#,
    #"{"w":{"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,0]}}"#,
    #"{"w":{"dtype":"F32","shape":["x",1],"data_offsets":[0,4]}}"#, #"{"w":{}}"#, #"{"w":7}"#,
  ])
func lyingHeaders(header: String) {
  #expect(throws: TrainingError.self) { try SafeTensors.decode(file(header, [0, 0, 0, 0])) }
}

@Test("A length beyond the file is refused")
func hugeLength() {
  #expect(throws: TrainingError.self) {
    try SafeTensors.decode([UInt8](repeating: 0xFF, count: 16))
  }
}

@Test("Weights that PyTorch wrote give its latents, and are written as they were")
func theirWeights() throws {
  let fixture = try TorchFixture.parse(Fixture.bytes("weights/theirs.json"))
  let shape = try #require(fixture["input"]?.elements).compactMap(\.integer)
  let model = try read(OneOf<Models>.self, #require(fixture["model"]).canonical)
  let file = try Fixture.bytes("weights/theirs.safetensors")
  let trained = try TrainedModel(model: model, input: shape, safetensors: file)
  let pixels = TorchFixture.images(2, try #require(Shape(shape)), Float.self)
  let latents = try trained.embed(ArraySource(shape: shape, images: pixels))
  let expected = try #require(fixture["latents"]?.elements).flatMap {
    ($0.elements ?? []).compactMap(\.number)
  }
  #expect(latents.elements.count == expected.count)
  for (ours, theirs) in zip(latents.elements, expected) {
    #expect(abs(Double(ours) - theirs) < 1e-6 * max(1, abs(theirs)), "\(ours), \(theirs)")
  }
  let (written, _) = try SafeTensors.decode(trained.safetensors)
  for tensor in try SafeTensors.decode(file).weights.tensors {
    #expect(written[tensor.name] == tensor, "\(tensor.name)")
  }
}
