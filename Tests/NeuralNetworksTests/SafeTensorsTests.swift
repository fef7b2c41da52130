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
func header() throws {
  let bytes = try SafeTensors.encode(Weights([Weights.Tensor(name: "w", shape: [1], values: [1])]))
  let text = #"{"w":{"data_offsets":[0,4],"dtype":"F32","shape":[1]}}"#
  #expect(Array(bytes[8..<8 + text.utf8.count]) == Array(text.utf8))
  #expect(Array(bytes.suffix(4)) == [0, 0, 0x80, 0x3F])
  #expect((bytes.count - 4) % 8 == 0)
}

@Test("A file cut anywhere is refused")
func cutFiles() throws {
  let bytes = try SafeTensors.encode(weights)
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
    #"{"w":{"dtype":"F8_E4M3","shape":[4],"data_offsets":[0,4]}}"#,
    #"{"w":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}"#,
    #"{"w":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}}"#,
    #"{"w":{"dtype":"F32","shape":[1],"data_offsets":[-4,0]}}"#,
    #"{"w":{"dtype":"F32","shape":[1],"data_offsets":[2,6]}}"#,
    #"{"w":{"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,0]}}"#,
    #"{"w":{"dtype":"F32","shape":["x",1],"data_offsets":[0,4]}}"#, #"{"w":{}}"#, #"{"w":7}"#,
    #"""
    {"w":{"dtype":"F16","shape":[1],"data_offsets":[0,2]},
     "w":{"dtype":"F16","shape":[1],"data_offsets":[2,4]}}
    """#,
  ])
func lyingHeaders(header: String) {
  #expect(throws: TrainingError.self) { try SafeTensors.decode(file(header, [0, 0, 0, 0])) }
}

@Test("A name is not written twice")
func twoOfOneName() {
  let tensor = Weights.Tensor(name: "w", shape: [1], values: [1])
  #expect(throws: TrainingError.weights("two tensors are named \"w\"")) {
    try SafeTensors.encode(Weights([tensor, tensor]))
  }
}

@Test("Half, double and Google's half precision are read as PyTorch reads them")
func precisions() throws {
  let fixture = try TorchFixture.parse(Fixture.bytes("weights/half.json"))
  let shape = try #require(fixture["input"]?.elements).compactMap(\.integer)
  let model = try read(OneOf<Models>.self, #require(fixture["model"]).canonical)
  let trained = try TrainedModel(
    model: model, input: shape, safetensors: Fixture.bytes("weights/half.safetensors"))
  for member in try #require(fixture["sums"]?.members) {
    let values = try #require(trained.weights[member.name]?.values)
    let sum = values.reduce(0) { $0 + Double($1) }
    #expect(
      abs(sum - (member.value.number ?? .nan)) < 1e-12 * Double(values.count), "\(member.name)")
  }
  let pixels = TorchFixture.images(2, try #require(Shape(shape)), Float.self)
  let rows = try trained.embed(ArraySource(shape: shape, images: pixels))
  let expected = try #require(fixture["embedding"]?.elements).flatMap {
    ($0.elements ?? []).compactMap(\.number)
  }
  #expect(rows.elements.count == expected.count)
  for (ours, theirs) in zip(rows.elements, expected) {
    #expect(abs(Double(ours) - theirs) < 1e-5 * max(1, abs(theirs)), "\(ours), \(theirs)")
  }
}

@Test("Every number of half precision is its own")
func halves() throws {
  // 1, the largest, the smallest, -2, the smallest of full precision, infinity.
  let bits: [UInt16] = [0x3C00, 0x7BFF, 0x0001, 0xC000, 0x0400, 0x7C00, 0x8000]
  let header = #"{"w":{"dtype":"F16","shape":[7],"data_offsets":[0,14]}}"#
  let body = bits.flatMap { withUnsafeBytes(of: $0.littleEndian, Array.init) }
  let (weights, _) = try SafeTensors.decode(file(header, body))
  #expect(
    weights["w"]?.values == [1, 65504, 0x1p-24, -2, 0x1p-14, .infinity, -0.0])
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
