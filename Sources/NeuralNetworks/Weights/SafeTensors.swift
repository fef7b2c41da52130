import Specification

/// The bytes of a `.safetensors` file: a JSON header that names tensors, then their numbers.
///
/// Little-endian. Written in single precision, but for counts, with sorted header keys, so that equal
/// tensors give equal bytes; half and double precision can be read too.
public enum SafeTensors {
  /// The bytes of tensors, with notes for the header's `__metadata__`.
  ///
  /// - Throws: `TrainingError.weights` when two tensors have one name: the file could not be read back.
  public static func encode(_ weights: Weights, notes: [String: String] = [:]) throws -> [UInt8] {
    if let name = repeated(weights.tensors.map(\.name)) {
      throw TrainingError.weights("two tensors are named \"\(name)\"")
    }
    var offset = 0
    var members: [(String, JSON)] = []
    if !notes.isEmpty { members.append(("__metadata__", notes.json)) }
    for tensor in weights.tensors {
      let end = offset + tensor.values.count * (tensor.isInteger ? 8 : 4)
      members.append(
        (
          tensor.name,
          .object([
            ("dtype", (tensor.isInteger ? "I64" : "F32").json), ("shape", tensor.shape.json),
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
      if tensor.isInteger {
        let integers = tensor.values.map { (Int64(exactly: $0.rounded()) ?? 0).littleEndian }
        integers.withUnsafeBytes { bytes.append(contentsOf: $0) }
      } else {
        tensor.values.withUnsafeBytes { bytes.append(contentsOf: $0) }
      }
    }
    return bytes
  }

  /// Tensors, in the order of their numbers, and notes from bytes.
  ///
  /// - Throws: `TrainingError.weights` when the bytes are no such file, are cut short, or hold
  ///   another number format than half, single or double precision, or two tensors of one name.
  public static func decode(_ bytes: [UInt8]) throws -> (weights: Weights, notes: [String: String])
  {
    let header = try header(of: bytes)
    let body = bytes[(8 + header.length)...]
    var tensors: [(start: Int, tensor: Weights.Tensor)] = []
    var notes: [String: String] = [:]
    let members = header.json.members ?? []
    if let name = repeated(members.map(\.name)) {
      throw TrainingError.weights("two tensors are named \"\(name)\"")
    }
    for member in members {
      if member.name == "__metadata__" {
        for note in member.value.members ?? [] { notes[note.name] = note.value.string }
        continue
      }
      let start = member.value["data_offsets"]?.elements?.first?.integer ?? 0
      tensors.append((start, try tensor(member, in: body)))
    }
    tensors.sort { $0.start < $1.start }
    return (Weights(tensors.map(\.tensor)), notes)
  }

  /// The first name that stands there twice.
  private static func repeated(_ names: [String]) -> String? {
    var seen: Set<String> = []
    return names.first { !seen.insert($0).inserted }
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
    let shape = integers(member.value["shape"])
    let offsets = integers(member.value["data_offsets"])
    let type = member.value["dtype"]?.string ?? "of no known format"
    guard let format = Format(rawValue: type) else {
      throw TrainingError.weights(
        "\"\(member.name)\" is \(type); only F16, BF16, F32, F64 and I64 can be read")
    }
    guard let shape, let offsets, offsets.count == 2, let count = count(of: shape),
      0 <= offsets[0], offsets[0] <= offsets[1], offsets[1] <= body.count,
      offsets[1] - offsets[0] == count * format.width
    else { throw TrainingError.weights("\"\(member.name)\" is cut short or misdescribed") }
    let start = body.startIndex + offsets[0]
    let values = body[start..<(start + count * format.width)].withUnsafeBytes { raw in
      (0..<count).map { format.number(at: $0, of: raw) }
    }
    return Weights.Tensor(
      name: member.name, shape: shape, values: values, isInteger: format == .integer)
  }

  private static func integers(_ json: JSON?) -> [Int]? {
    guard let elements = json?.elements else { return nil }
    let integers = elements.compactMap(\.integer)
    return integers.count == elements.count ? integers : nil
  }

  /// How many numbers a shape has; nil for one that no file can hold.
  private static func count(of shape: [Int]) -> Int? {
    var count = 1
    for size in shape {
      let (product, overflow) = count.multipliedReportingOverflow(by: size)
      guard size >= 0, !overflow, product < 1 << 48 else { return nil }
      count = product
    }
    return count
  }

  /// The number formats that can be read.
  private enum Format: String {
    case single = "F32"
    case double = "F64"
    case integer = "I64"
    case half = "F16"
    case brain = "BF16"

    /// The bytes of a number.
    var width: Int {
      switch self {
      case .half, .brain: 2
      case .single: 4
      case .double, .integer: 8
      }
    }

    func number(at index: Int, of bytes: UnsafeRawBufferPointer) -> Float {
      let offset = index * width
      switch self {
      case .single: return bytes.loadUnaligned(fromByteOffset: offset, as: Float.self)
      case .double: return Float(bytes.loadUnaligned(fromByteOffset: offset, as: Double.self))
      case .integer: return Float(bytes.loadUnaligned(fromByteOffset: offset, as: Int64.self))
      case .half: return Self.single(bytes.loadUnaligned(fromByteOffset: offset, as: UInt16.self))
      case .brain:
        let bits = bytes.loadUnaligned(fromByteOffset: offset, as: UInt16.self)
        return Float(bitPattern: UInt32(bits) << 16)
      }
    }

    /// A number of half precision (IEEE 754 binary16: 1, 5 and 10 bits); every one is a `Float`.
    private static func single(_ bits: UInt16) -> Float {
      let fraction = Float(bits & 0x3FF)
      let size: Float =
        switch bits >> 10 & 0x1F {
        case 0: fraction * 0x1p-24
        case 31: fraction == 0 ? .infinity : .nan
        case let exponent:
          (1024 + fraction) * Float(sign: .plus, exponent: Int(exponent) - 25, significand: 1)
        }
      return bits >> 15 == 0 ? size : -size
    }
  }
}
