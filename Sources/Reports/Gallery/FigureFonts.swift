import Experiments
import Figures
import Files
import Pipeline
import Specification

/// A font that drew something in a figure: figures depend on it, so provenance names it.
public struct FigureFont: Sendable, Equatable {
  /// The file.
  public let path: String
  /// Which font of a collection, from 0.
  public let index: Int
  /// The SHA-256 of the file, as hexadecimal digits.
  public let hash: String

  /// The member of `provenance.json` that lists fonts.
  public static let list = "fonts"

  /// Reads the hash of a font.
  init(_ source: FallbackFonts.Source) throws(FileError) {
    path = source.path
    index = source.index
    hash = SHA256.hexadecimal(
      of: try RegularFile.bytes(at: source.path, isOfSystem: true))
  }

  /// As `provenance.json` names it.
  public var json: JSON {
    .object([
      ("file", .string(PathText.shortened(path))), ("index", .number(Double(index))),
      ("sha256", .string(hash)),
    ])
  }
}

extension SweepPlan {
  /// The fonts of what the built-in typeface lacks: the one that the file names, then the system's.
  ///
  /// - Throws: `Problem` with the path of the named one when it cannot be read.
  func fallbackFonts() throws(Problem) -> FallbackFonts {
    let named = try namedFont().map { FallbackFonts.Source($0.path, index: $0.index) }
    do throws(FileError) {
      return try FallbackFonts(named: named.map { [$0] } ?? [])
    } catch {
      throw fontProblem(error.description)
    }
  }

  /// The texts of figures that come from file and data: labels of rows, names of classes and parts.
  var figureTexts: [String] {
    let names = trials.reduce(into: Set<[String]>()) { $0.insert($1.classNames) }
    return sweep.rows.map(\.label) + names.joined().sorted() + partNames
  }
}

/// Characters that no font draws, for one reason.
struct MissingCharacters {
  /// Why they cannot be drawn.
  enum Reason: Int, CaseIterable {
    /// Their script has to be shaped.
    case shaped
    /// They are pictures in colour.
    case emoji
    /// Their fonts are not installed: those of East Asia.
    case eastAsian
    /// Their fonts are not installed.
    case other

    init(_ character: Unicode.Scalar) {
      if WritingSystem.isShaped(character) {
        self = .shaped
      } else if character.properties.isEmojiPresentation {
        self = .emoji
      } else {
        self = WritingSystem.isEastAsian(character) ? .eastAsian : .other
      }
    }

    var kind: String {
      switch self {
      case .shaped: "figure.script"
      case .emoji: "figure.emoji"
      case .eastAsian, .other: "figure.font"
      }
    }

    var message: String {
      switch self {
      case .shaped: "Figures cannot write a script that is joined or runs from right to left"
      case .emoji: "Figures cannot draw emoji without a font that has their outlines"
      case .eastAsian, .other: "No font here has characters that figures show"
      }
    }

    var cure: String {
      switch self {
      case .shaped:
        "Tables and texts hold it as it is; give rows and classes names in another script for figures"
      case .emoji:
        "Install fonts-symbola (Debian's package), or name a font in \"report.font\"; until then they "
          + "are boxes"
      case .eastAsian:
        "Install fonts-droid-fallback or fonts-noto-cjk (Debian's packages), or name a font in "
          + "\"report.font\"; until then they are boxes"
      case .other:
        "Install fonts-noto-core (Debian's package), or name a font in \"report.font\"; until then "
          + "they are boxes"
      }
    }
  }

  let reason: Reason
  let characters: [Unicode.Scalar]

  /// No more are written out.
  private static let mostShown = 12

  /// Characters by the reason why they cannot be drawn.
  static func groups(_ characters: [Unicode.Scalar]) -> [MissingCharacters] {
    Reason.allCases.compactMap { reason in
      let those = characters.filter { Reason($0) == reason }
      return those.isEmpty ? nil : MissingCharacters(reason: reason, characters: those)
    }
  }

  /// As the plan, the run and the report say it.
  var note: Note {
    Note(reason.kind, reason.message, detail: detail, cure: reason.cure)
  }

  /// As one sentence for another.
  var sentence: String { "\(reason.message): \(detail). \(reason.cure)." }

  private var detail: String {
    let shown = characters.prefix(Self.mostShown).map { character in
      let digits = String(character.value, radix: 16, uppercase: true)
      let code = "U+" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
      // A mark without its letter, or what cannot be seen, is no text.
      let isLetter = character.properties.isAlphabetic || character.properties.isEmoji
      return isLetter ? "\(character) (\(code))" : code
    }
    let rest = characters.count - shown.count
    return shown.joined(separator: ", ") + (rest > 0 ? " and \(rest) more" : "")
  }
}
