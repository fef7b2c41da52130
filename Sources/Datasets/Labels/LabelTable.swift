import Files
import Specification

/// A table in text, its cells separated by commas, semicolons or tabs (RFC 4180): labels, and for a
/// folder the files they belong to.
struct LabelTable {
  /// Which columns are meant, by their headers; nil for the usual ones.
  struct Columns: Sendable, Equatable {
    /// The column of file names.
    var file: String?
    /// The column of labels.
    var label: String?
  }

  private let path: String
  private let rows: [[String]]

  /// Whether a file that begins so may be a table: text, and no array.
  static func isBegun(by start: [UInt8]) -> Bool {
    guard !start.isEmpty, !start.starts(with: [0x93]) else { return false }
    if start.starts(with: [0xFF, 0xFE]) || start.starts(with: [0xFE, 0xFF]) { return true }
    return !start.contains { $0 < 9 || (14..<32).contains($0) }
  }

  /// The most bytes a table may have.
  private static let largest = 64 << 20

  /// Reads a table.
  ///
  /// - Throws: `FileError` when it is no text in UTF-8, or its rows differ in length.
  init(_ file: MappedFile) throws(FileError) {
    path = file.path
    guard file.count <= Self.largest else {
      throw FileError(path, "has \(file.count) bytes; tables of at most \(Self.largest) are read")
    }
    let bytes = file.withUnsafeBytes { Array($0) }
    guard !bytes.starts(with: [0xFF, 0xFE]), !bytes.starts(with: [0xFE, 0xFF]) else {
      throw FileError(path, "is text in UTF-16; save it as UTF-8")
    }
    guard var text = String(validating: bytes, as: UTF8.self) else {
      throw FileError(path, "is not text in UTF-8; save it as UTF-8")
    }
    if text.unicodeScalars.first == "\u{FEFF}" { text.unicodeScalars.removeFirst() }
    rows = Self.cells(of: text)
    guard let width = rows.first?.count else { throw FileError(path, "is empty") }
    if let index = rows.firstIndex(where: { $0.count != width }) {
      throw FileError(
        path, "row \(index + 1) has \(rows[index].count) cells, the first row \(width)")
    }
  }

  /// One label for each image, in the order of the rows.
  ///
  /// - Throws: `FileError` when there are more or fewer rows, or it is not clear which column is meant.
  func labels(count: Int, _ columns: Columns) throws(FileError) -> [String] {
    let hasHeader = columns.label != nil || rows.count == count + 1 || header("label") != nil
    let labels = hasHeader ? rows.dropFirst() : rows[...]
    guard labels.count == count else {
      throw FileError(
        path, "expected \(count) labels, one for each image; the file has \(labels.count) rows")
    }
    let place = try column(columns.label, "label", key: "labelColumn", last: rows[0].count == 1)
    return labels.map { $0[place] }
  }

  /// The label of each file.
  ///
  /// - Throws: `FileError` when it is not clear which columns are meant.
  func labelsByFile(_ columns: Columns) throws(FileError) -> [(file: String, label: String)] {
    let isPlain = rows[0].count == 2 && columns == Columns() && header("label") == nil
    let file = isPlain ? 0 : try column(columns.file, "file", key: "fileColumn", last: false)
    let label = isPlain ? 1 : try column(columns.label, "label", key: "labelColumn", last: false)
    return (isPlain ? rows[...] : rows.dropFirst()).map { ($0[file], $0[label]) }
  }

  /// Whether it has a column of files of a folder, and another one.
  func names(_ files: FileNames) -> Bool {
    guard rows[0].count > 1 else { return false }
    let shown = rows.dropFirst().prefix(100)
    return rows[0].indices.contains { column in
      let found = shown.count { files.index(of: $0[column]) != nil }
      return found > 0 && 2 * found >= shown.count
    }
  }

  private func header(_ name: String) -> Int? {
    rows[0].firstIndex { $0.lowercased() == name }
  }

  /// The place of a column by its header.
  private func column(
    _ wanted: String?, _ usual: String, key: String, last: Bool
  ) throws(FileError) -> Int {
    let names = rows[0]
    if let wanted {
      if let place = names.firstIndex(of: wanted) { return place }
      throw FileError(
        path, "has no column \"\(wanted)\"" + Spelling.hint(for: wanted, among: names))
    }
    if let place = header(usual) ?? (last ? 0 : nil) { return place }
    throw FileError(
      path,
      "has no column \"\(usual)\"; say which it is: \"\(key)\": \"\(names.last ?? usual)\" (the columns "
        + "are \(names.prefix(8).map { "\"\($0)\"" }.joined(separator: ", ")))")
  }

  /// The cells of all rows that are not empty.
  private static func cells(of text: String) -> [[String]] {
    let first = text.prefix { !$0.isNewline }
    let separator = (["\t", ";", ","] as [Character]).first { first.contains($0) } ?? ","
    var rows: [[String]] = []
    var row: [String] = []
    var cell = ""
    var isQuoted = false
    func end() {
      row.append(cell.filter { $0 != "\r" })
      cell = ""
    }
    var rest = text.makeIterator()
    var next = rest.next()
    while let character = next {
      next = rest.next()
      if isQuoted {
        if character != "\"" {
          cell.append(character)
        } else if next == "\"" {
          cell.append("\"")
          next = rest.next()
        } else {
          isQuoted = false
        }
      } else if character == "\"" && cell.isEmpty {
        isQuoted = true
      } else if character == separator {
        end()
      } else if character.isNewline {
        end()
        if row != [""] { rows.append(row) }
        row = []
      } else {
        cell.append(character)
      }
    }
    if !cell.isEmpty || !row.isEmpty {
      end()
      rows.append(row)
    }
    return rows.map { $0.map { Self.trimmed($0) } }
  }

  private static func trimmed(_ cell: String) -> String {
    var scalars = Substring(cell)
    while scalars.first?.isWhitespace == true { scalars.removeFirst() }
    while scalars.last?.isWhitespace == true { scalars.removeLast() }
    return String(scalars)
  }
}

/// The labels of the images of a source, as the source writes them.
public struct SourceLabels: Sendable, Equatable {
  /// What the values stand for.
  public enum Writing: Sendable, Equatable {
    /// Whole numbers of which the source does not say what they stand for.
    case numbers
    /// Places in a list of names that are written in the data: of class folders, or in a table.
    case names([String])
    /// Numbers from 0 whose usual names the format knows, as CIFAR-10.
    case customary([String])
  }

  /// The label of each image.
  public let values: [Int]
  /// What the labels stand for.
  public let writing: Writing

  /// The labels of images.
  public init(_ values: [Int], _ writing: Writing = .numbers) {
    self.values = values
    self.writing = writing
  }

  /// The names that the source gives, by label.
  var names: [String]? {
    switch writing {
    case .numbers: nil
    case .names(let names), .customary(let names): names
    }
  }
}

extension SourceLabels {
  /// Labels as words: numbers where every word is a whole number, else names, as people count.
  init(words: [String]) {
    let numbers = words.compactMap { Int($0) }
    if numbers.count == words.count {
      self.init(numbers)
      return
    }
    let names = NaturalOrder.sorted(Array(Set(words)))
    let places = Dictionary(uniqueKeysWithValues: zip(names, 0...))
    self.init(words.map { places[$0] ?? 0 }, .names(names))
  }
}
