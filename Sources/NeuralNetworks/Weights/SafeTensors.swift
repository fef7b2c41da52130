import Specification

/// The bytes of a `.safetensors` file: a JSON header that names tensors, then their numbers.
///
/// Little-endian, single precision. Written with sorted header keys, so that equal tensors give
/// equal bytes.
public enum SafeTensors {
  /// The bytes of tensors, with notes for the header's `__metadata__`.
  public static func encode(_ weights: Weights, notes: [String: String] = [:]) -> [UInt8] {
    var offset = 0
    var members: [(String, JSON)] = []
    if !notes.isEmpty { members.append(("__metadata__", notes.json)) }
    for tensor in weights.tensors {
      let end = offset + tensor.values.count * 4
      members.append(
        (
          tensor.name,
          .object([
            ("dtype", "F32".json), ("shape", tensor.shape.json),
            ("data_offsets", [offset, end].json),
          ])
        ))
      offset = end
    }
    var header = Array(JSON.object(members).canonical.utf8)
    header += Array(repeating: UInt8(ascii: " "), count: (8 - header.count % 8) % 8)
    var bytes: [UInt8] = []
    bytes.reserveCapacity(8 + header.count + offset)
    withUnsafeBytes(of: UInt64(header.count).littleEndian) { bytes.append(contentsOf: $0) }
    bytes += header
    for tensor in weights.tensors {
      tensor.values.withUnsafeBytes { bytes.append(contentsOf: $0) }
    }
    return bytes
  }

  /// Tensors and notes from bytes.
  ///
  /// - Throws: `TrainingError.weights` when the bytes are no such file, are cut short, or hold
  ///   another number format than single or double precision.
  public static func decode(_ bytes: [UInt8]) throws -> (weights: Weights, notes: [String: String])
  {
    let header = try header(of: bytes)
    let body = bytes[(8 + header.length)...]
    var tensors: [Weights.Tensor] = []
    var notes: [String: String] = [:]
    for member in header.json.members ?? [] {
      if member.name == "__metadata__" {
        for note in member.value.members ?? [] { notes[note.name] = note.value.string }
        continue
      }
      tensors.append(try tensor(member, in: body))
    }
    return (Weights(tensors), notes)
  }

  private static func header(of bytes: [UInt8]) throws -> (json: JSON, length: Int) {
    guard bytes.count >= 8 else { throw TrainingError.weights("the file is cut short") }
    let length = bytes[..<8].reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    guard length <= UInt64(bytes.count - 8) else {
      throw TrainingError.weights("this is no safetensors file, or it is cut short")
    }
    let text = Array(bytes[8..<(8 + Int(length))])
    let source = Source(name: "safetensors header", bytes: text)
    guard let json = try? JSONParser.parse(source), json.members != nil else {
      throw TrainingError.weights("this is no safetensors file: its header is not JSON")
    }
    return (json, Int(length))
  }

  private static func tensor(
    _ member: JSON.Member, in body: ArraySlice<UInt8>
  ) throws -> Weights.Tensor {
    let shape = member.value["shape"]?.elements?.compactMap(\.integer) ?? []
    let offsets = member.value["data_offsets"]?.elements?.compactMap(\.integer) ?? []
    let count = shape.reduce(1) { $0.multipliedReportingOverflow(by: $1).partialValue }
    let type = member.value["dtype"]?.string ?? ""
    guard let width = ["F32": 4, "F64": 8][type] else {
      throw TrainingError.weights(
        "\"\(member.name)\" is \(type); only F32 and F64 can be read")
    }
    guard offsets.count == 2, offsets[0] >= 0, offsets[1] <= body.count, count >= 0,
      offsets[1] - offsets[0] == count * width
    else { throw TrainingError.weights("\"\(member.name)\" is cut short") }
    let start = body.startIndex + offsets[0]
    let values = body[start..<(start + count * width)].withUnsafeBytes { raw in
      (0..<count).map { index in
        width == 4
          ? raw.loadUnaligned(fromByteOffset: 4 * index, as: Float.self)
          : Float(raw.loadUnaligned(fromByteOffset: 8 * index, as: Double.self))
      }
    }
    return Weights.Tensor(name: member.name, shape: shape, values: values)
  }
}
