import Files
import Foundation
import Synchronization

/// The fonts that draw the characters which the built-in typeface lacks: those that an experiment
/// names, then the system's, in a fixed order. They are opened when a character needs them.
///
/// A task draws with the fonts that `$current` is bound to; without any, a character that is not built
/// in becomes a box.
public final class FallbackFonts: Sendable {
  /// The fonts of this task.
  @TaskLocal public static var current: FallbackFonts?

  /// A font in a file.
  public struct Source: Sendable, Hashable {
    /// The file.
    public var path: String
    /// Which font of a collection, from 0.
    public var index: Int

    /// Names a font.
    public init(_ path: String, index: Int = 0) {
      self.path = path
      self.index = index
    }
  }

  private struct State {
    var sources: [(source: Source, isOfSystem: Bool)]
    var hasWalked = false
    var opened: [Int: OutlineFont?] = [:]
    /// What is known of characters: their outline and the place of its font.
    var known: [Unicode.Scalar: (glyph: Font.Glyph, source: Int)?] = [:]
    var used: Set<Int> = []
    var missing: Set<Unicode.Scalar> = []
    /// Outlines of named fonts that cannot be read.
    var flaws: [FileError] = []
  }

  private let state: Mutex<State>
  /// Finds the fonts that are in no known place, in a fixed order.
  private let others: @Sendable () -> [Source]

  /// Opens fonts that are named; the system's are opened where those do not do.
  ///
  /// - Parameters:
  ///   - named: the fonts that an experiment names, the first one first.
  ///   - system: the fonts of the system in known places.
  ///   - others: finds further ones, asked once and late.
  /// - Throws: `FileError` with the path of a named font that cannot be read.
  public init(
    named: [Source] = [], system: [Source] = SystemFonts.known,
    others: @escaping @Sendable () -> [Source] = SystemFonts.others
  ) throws(FileError) {
    var state = State(
      sources: named.map { ($0, false) } + system.map { ($0, true) })
    for (place, source) in named.enumerated() {
      state.opened[place] = try OutlineFont(path: source.path, index: source.index)
    }
    self.state = Mutex(state)
    self.others = others
  }

  /// The outline of a character that is not built in, in the built-in typeface's units; nil when no
  /// font has it, or when it would have to be shaped.
  func glyph(_ character: Unicode.Scalar) -> Font.Glyph? {
    state.withLock { state in
      guard let found = find(character, in: &state) else {
        state.missing.insert(character)
        return nil
      }
      state.used.insert(found.source)
      return found.glyph
    }
  }

  /// The fonts that drew something so far, in the order in which they are asked.
  public var used: [Source] {
    state.withLock { state in state.used.sorted().map { state.sources[$0].source } }
  }

  /// The characters that no font could draw so far, in their order.
  public var missing: [Unicode.Scalar] { state.withLock { $0.missing.sorted() } }

  /// What is wrong with outlines of named fonts, of the characters that were asked for so far.
  public var flaws: [FileError] { state.withLock { $0.flaws } }

  /// The characters of texts that would become boxes, in their order.
  public func missing(in texts: some Sequence<String>) -> [Unicode.Scalar] {
    Set(texts.joined().unicodeScalars.lazy.filter { !Font.has($0) }).filter { character in
      !WritingSystem.isInvisible(character) && !WritingSystem.isComposed(character, in: texts)
        && state.withLock { find(character, in: &$0) == nil }
    }.sorted()
  }

  private func find(
    _ character: Unicode.Scalar, in state: inout State
  ) -> (glyph: Font.Glyph, source: Int)? {
    if let known = state.known[character] { return known }
    let found = WritingSystem.isShaped(character) ? nil : search(character, in: &state)
    state.known[character] = .some(found)
    return found
  }

  private func search(
    _ character: Unicode.Scalar, in state: inout State
  ) -> (glyph: Font.Glyph, source: Int)? {
    var place = 0
    while true {
      if place == state.sources.count {
        guard !state.hasWalked else { return nil }
        state.hasWalked = true
        let known = Set(state.sources.map(\.source))
        state.sources += others().filter { !known.contains($0) }.map { ($0, true) }
        continue
      }
      do throws(FontFlaw) {
        if let glyph = try opened(place, in: &state)?.glyph(character) { return (glyph, place) }
      } catch {
        // A damaged font of the system is nobody's choice.
        let (source, isOfSystem) = state.sources[place]
        if !isOfSystem {
          state.flaws.append(FileError(source.path, "the outline of \"\(character)\" \(error)"))
        }
      }
      place += 1
    }
  }

  /// A font, opened once. One of the system that cannot be read, or has no outlines, is passed over: it
  /// is nobody's choice.
  private func opened(_ place: Int, in state: inout State) -> OutlineFont? {
    if let known = state.opened[place] { return known }
    let (source, isOfSystem) = state.sources[place]
    let font = try? OutlineFont(path: source.path, index: source.index, isOfSystem: isOfSystem)
    state.opened[place] = .some(font)
    return font
  }
}

/// The fonts of the system.
public enum SystemFonts {
  /// Where fonts of many characters are usually found, the ones that suit the built-in typeface first.
  public static let known: [FallbackFonts.Source] = [
    "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf",
    "/usr/share/fonts/truetype/droid/DroidSansFallbackFull.ttf",
    "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/noto-cjk/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/google-noto-cjk/NotoSansCJK-Regular.ttc",
  ].map { FallbackFonts.Source($0) }

  private static let folders = ["/usr/share/fonts", "/usr/local/share/fonts"]
  private static let endings: Set = ["ttf", "otf", "ttc", "otc"]
  /// No more files of a folder are looked at.
  private static let mostFiles = 20_000

  /// All other fonts in the folders of the system: upright ones of common weight first, then by path.
  @Sendable public static func others() -> [FallbackFonts.Source] {
    let paths = folders.flatMap { folder -> [String] in
      let names = FileManager.default.enumerator(atPath: folder)?.lazy.compactMap { $0 as? String }
      return (names.map { Array($0.prefix(mostFiles)) } ?? [])
        .filter { endings.contains(($0 as NSString).pathExtension.lowercased()) }
        .map { "\(folder)/\($0)" }
    }
    func rank(_ path: String) -> Int {
      let name = (path as NSString).lastPathComponent
      let styles = ["Bold", "Italic", "Oblique", "Light", "Thin", "Black", "Mono", "Serif"]
      return name.contains("Regular") ? 0 : styles.contains(where: name.contains) ? 2 : 1
    }
    return paths.sorted { (rank($0), $0) < (rank($1), $1) }.map { FallbackFonts.Source($0) }
  }
}

/// What a character asks of whoever draws it.
public enum WritingSystem {
  /// Blocks whose characters are joined, reordered or written from right to left: drawn one beside the
  /// other they would read as something else.
  private static let shaped: [ClosedRange<UInt32>] = [
    0x0590...0x08FF, 0x0900...0x0DFF, 0x0F00...0x0FFF, 0x1000...0x109F, 0x1700...0x18AF,
    0x1900...0x1AFF, 0x1B00...0x1C4F, 0xA800...0xA8FF, 0xA930...0xA95F, 0xA980...0xA9DF,
    0xAA00...0xAA5F, 0xABC0...0xABFF, 0xFB1D...0xFDFF, 0xFE70...0xFEFE, 0x10800...0x10FFF,
    0x11000...0x11FFF, 0x1E800...0x1EFFF,
  ]

  /// Whether a character stands in a script that has to be shaped, which figures do not do.
  public static func isShaped(_ character: Unicode.Scalar) -> Bool {
    character.value >= 0x0590 && shaped.contains { $0.contains(character.value) }
  }

  /// Whether a character belongs to the scripts of China, Japan and Korea.
  public static func isEastAsian(_ character: Unicode.Scalar) -> Bool {
    switch character.value {
    case 0x1100...0x11FF, 0x2E80...0xA4CF, 0xA960...0xA97F, 0xAC00...0xD7FF, 0xF900...0xFAFF,
      0xFE30...0xFE4F, 0xFF00...0xFFEF, 0x20000...0x3FFFF:
      true
    default: false
    }
  }

  /// Whether a character has no look of its own: joiners, selectors of variants.
  static func isInvisible(_ character: Unicode.Scalar) -> Bool {
    character.properties.isDefaultIgnorableCodePoint
      || character.properties.generalCategory == .control
  }

  /// The characters of a text as they are drawn: letters and their marks as one where there is such a
  /// character, as é.
  static func composed(_ text: String) -> String.UnicodeScalarView {
    guard text.unicodeScalars.contains(where: { $0.value >= 0x0300 && !Font.has($0) }) else {
      return text.unicodeScalars
    }
    return text.precomposedStringWithCanonicalMapping.unicodeScalars
  }

  /// Whether a mark is part of a letter wherever it stands, so that it is never drawn by itself.
  static func isComposed(_ character: Unicode.Scalar, in texts: some Sequence<String>) -> Bool {
    !texts.contains { composed($0).contains(character) }
  }

  /// Whether a line may break beside a character: in scripts that know no spaces.
  static func breaksAnywhere(_ character: Character) -> Bool {
    guard let first = character.unicodeScalars.first else { return false }
    // Korean puts spaces between its words.
    let hangul: [ClosedRange<UInt32>] = [0x1100...0x11FF, 0xA960...0xD7FF]
    return isEastAsian(first) && !hangul.contains { $0.contains(first.value) }
  }

  /// Characters that no line begins with, and such that no line ends with.
  static let clinging: Set<Character> = Set("、。，．・：；！？）」』】〉》〕］｝ー々…”’")
  static let opening: Set<Character> = Set("（「『【〈《〔［｛“‘")
}
