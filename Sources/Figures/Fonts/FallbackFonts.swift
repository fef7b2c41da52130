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
