/// The Python dictionary inside an `.npy` header:
/// `{'descr': '<f4', 'fortran_order': False, 'shape': (3, 2), }`.
struct NPYDictionary {
  private(set) var type = ""
  private(set) var isFortranOrder = false
  private(set) var shape: [Int] = []

  private var rest: Substring.UTF8View
  private let path: String

  init(_ bytes: Slice<UnsafeRawBufferPointer>, path: String) throws(FileError) {
    let text = String(decoding: bytes, as: UTF8.self)
    rest = text[...].utf8
    self.path = path
    var keys: Set<String> = []
    try expect("{")
    while !take("}") {
      let key = try string()
      try expect(":")
      switch key {
      case "descr": type = try string()
      case "fortran_order": isFortranOrder = try bool()
      case "shape": shape = try tuple()
      default: throw failure("has the unknown key '\(key)'")
      }
      guard keys.insert(key).inserted else { throw failure("names '\(key)' twice") }
      guard take(",") || peek() == UInt8(ascii: "}") else { throw failure("is not closed") }
    }
    for key in ["descr", "fortran_order", "shape"] where !keys.contains(key) {
      throw failure("lacks '\(key)'")
    }
  }

  private func failure(_ reason: String) -> FileError {
    FileError(path, "has a damaged .npy header: its dictionary \(reason)")
  }

  private mutating func peek() -> UInt8? {
    rest = rest.drop { $0 == 0x20 || $0 == 0x0A }
    return rest.first
  }

  private mutating func take(_ character: Unicode.Scalar) -> Bool {
    guard peek() == UInt8(ascii: character) else { return false }
    rest = rest.dropFirst()
    return true
  }

  private mutating func expect(_ character: Unicode.Scalar) throws(FileError) {
    guard take(character) else { throw failure("lacks a '\(character)'") }
  }

  private mutating func string() throws(FileError) -> String {
    guard let quote = peek(), quote == UInt8(ascii: "'") || quote == UInt8(ascii: "\"") else {
      if peek() == UInt8(ascii: "[") {
        throw FileError(path, "holds records (a structured array), not plain numbers")
      }
      throw failure("lacks a string")
    }
    rest = rest.dropFirst()
    let text = rest.prefix { $0 != quote }
    guard text.endIndex < rest.endIndex else { throw failure("has an open string") }
    rest = rest[text.endIndex...].dropFirst()
    return String(decoding: text, as: UTF8.self)
  }

  private mutating func bool() throws(FileError) -> Bool {
    _ = peek()
    let word = rest.prefix { (97...122).contains($0 | 0x20) }
    rest = rest[word.endIndex...]
    switch String(decoding: word, as: UTF8.self) {
    case "True": return true
    case "False": return false
    default: throw failure("has a 'fortran_order' that is neither True nor False")
    }
  }

  private mutating func tuple() throws(FileError) -> [Int] {
    var lengths: [Int] = []
    try expect("(")
    while !take(")") {
      _ = peek()
      let digits = rest.prefix { (48...57).contains($0) }
      guard let length = Int(String(decoding: digits, as: UTF8.self)) else {
        throw failure("has a shape that is not made of whole numbers from 0")
      }
      guard lengths.count < 32 else { throw failure("has a shape of more than 32 axes") }
      rest = rest[digits.endIndex...]
      // Python 2 wrote long integers with an L.
      _ = take("L")
      lengths.append(length)
      guard take(",") || peek() == UInt8(ascii: ")") else { throw failure("has an open shape") }
    }
    return lengths
  }
}
