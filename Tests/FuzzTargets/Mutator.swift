import Numerics
import TestSupport

/// Makes an input of the seeds of a target, from its number alone.
struct Mutator {
  private let seeds: [[UInt8]]
  private var stream: RandomStream

  init(target: String, seeds: [[UInt8]], seed: UInt64, number: UInt64) {
    self.seeds = seeds
    stream = RandomStream(seed: seed, purpose: "fuzz/\(target)", index: number)
  }

  /// The input.
  func input(_ mutation: FuzzTarget.Mutation) -> [UInt8] {
    var copy = self
    guard !seeds.isEmpty else { return [] }
    var bytes = seeds[copy.stream.integer(below: seeds.count)]
    switch mutation {
    case .bytes: for _ in 0...copy.stream.integer(below: 5) { copy.changeBytes(&bytes) }
    case .numbers: for _ in 0...copy.stream.integer(below: 2) { copy.changeNumber(&bytes) }
    }
    return bytes
  }

  private mutating func changeBytes(_ bytes: inout [UInt8]) {
    let place = stream.integer(below: bytes.count + 1)
    switch stream.integer(below: 11) {
    case 0: if place < bytes.count { bytes[place] ^= 1 << stream.integer(below: 8) }
    case 1: if place < bytes.count { bytes[place] = UInt8(stream.integer(below: 256)) }
    case 2: bytes.insert(UInt8(stream.integer(below: 256)), at: place)
    case 3: bytes.removeSubrange(place..<min(bytes.count, place + 1 + stream.integer(below: 32)))
    case 4:
      let end = min(bytes.count, place + 1 + stream.integer(below: 64))
      let piece = Array(bytes[place..<end])
      bytes.insert(contentsOf: piece, at: stream.integer(below: bytes.count + 1))
    case 5: bytes.removeSubrange(place...)
    case 6: writeInteger(&bytes)
    case 7: changeNumber(&bytes)
    case 8:
      let other = seeds[stream.integer(below: seeds.count)]
      let cut = stream.integer(below: other.count + 1)
      bytes.replaceSubrange(place..., with: other[cut...])
    case 9: bytes.insert(contentsOf: Self.words[stream.integer(below: Self.words.count)], at: place)
    default:
      let end = min(bytes.count, place + stream.integer(below: 16))
      for index in place..<end { bytes[index] = UInt8(stream.integer(below: 256)) }
    }
  }

  /// A binary integer at the edge of a range, of either order of bytes, most often near the beginning,
  /// where headers are.
  private mutating func writeInteger(_ bytes: inout [UInt8]) {
    let width = [1, 2, 4, 8][stream.integer(below: 4)]
    let area = stream.integer(below: 10) < 7 ? min(bytes.count, 64) : bytes.count
    guard area >= width else { return }
    let place = stream.integer(below: area - width + 1)
    let ones = UInt64.max >> UInt64(64 - 8 * width)
    let values: [UInt64] = [
      0, 1, 2, 0x7F, 0x80, 0xFF, 0x7FFF, 0x8000, 0xFFFF, 0x7FFF_FFFF, 0x8000_0000, 0xFFFF_FFFF,
      1 << 40, ones, ones >> 1, ones - 1, stream.next() & ones,
    ]
    let value = values[stream.integer(below: values.count)] & ones
    let isBig = stream.integer(below: 2) == 0
    for index in 0..<width {
      let shift = UInt64(8 * (isBig ? width - 1 - index : index))
      bytes[place + index] = UInt8(truncatingIfNeeded: value >> shift)
    }
  }

  /// A number that is written in digits becomes a wild one.
  private mutating func changeNumber(_ bytes: inout [UInt8]) {
    let isPart = { (byte: UInt8) in
      (48...57).contains(byte) || [43, 45, 46, 69, 101].contains(byte)
    }
    let starts = bytes.indices.filter { index in
      (48...57).contains(bytes[index]) && (index == 0 || !isPart(bytes[index - 1]))
    }
    guard !starts.isEmpty else { return }
    let start = starts[stream.integer(below: starts.count)]
    let end = bytes[start...].firstIndex { !isPart($0) } ?? bytes.count
    let number = WildValues.numbers[stream.integer(below: WildValues.numbers.count)]
    let text = Int(exactly: number).map(String.init) ?? "\(number)"
    bytes.replaceSubrange(start..<end, with: Array(text.utf8))
  }

  private static let words: [[UInt8]] = [
    "{", "}", "[", "]", ",", ":", "\"", "null", "true", "-1", "1e999", "0.5", "9007199254740993",
    "\"\\ud800\"", "\"\\u0000\"", "\"x.json\"", "[[[[]]]]", "\u{1B}[31m", "é", "\u{FEFF}",
    "\n::error::",
    "'shape': (2147483648, 2147483648, 3)", "'fortran_order': True", "'descr': '|O'",
    "\"shape\":[4294967296,4294967296]", "\"data_offsets\":[0,9223372036854775807]",
    "\"extends\": \".\",",
    "\"model.latent\": [1, 2, 3],", "\"name\": \"..\",", "{\"from\": 1, \"to\": 1e9}",
    "\u{1F}\u{8B}\u{8}",
    "IHDR", "IDAT", "PNG\r\n\u{1A}\n", "../../../etc/passwd", "%s%n", "\u{0}\u{0}\u{0}\u{0}",
  ].map { Array($0.utf8) }
}
