import Files
import Specification

/// What the author of an experiment says in its report, the files that it is written in opened.
public struct AuthorWords: Sendable {
  /// One text.
  public struct Passage: Sendable {
    /// The text, as Markdown.
    public let text: String
    /// The option that holds it, or names its file.
    public let path: JSONPath
    /// Where the option is written.
    public let location: Location?
    /// The file, where it is one.
    public let file: Source?

    /// The place of a character of the text, as near as is known.
    public func location(of index: String.Index) -> Location? {
      guard let file else { return location }
      return Location(source: file, offset: text.utf8.distance(from: text.startIndex, to: index))
    }
  }

  /// What comes before the results.
  public private(set) var introduction: Passage?
  /// What comes after them.
  public private(set) var discussion: Passage?
  /// The captions of tables and figures, by their names.
  public private(set) var captions: [String: Passage]

  /// All of them.
  public var passages: [Passage] {
    [introduction, discussion].compactMap { $0 }
      + captions.sorted { $0.key < $1.key }.map(\.value)
  }

  /// The same without what is written at some places.
  public func leavingOut(_ paths: [JSONPath]) -> AuthorWords {
    func kept(_ passage: Passage?) -> Passage? {
      passage.flatMap { paths.contains($0.path) ? nil : $0 }
    }
    var words = self
    words.introduction = kept(introduction)
    words.discussion = kept(discussion)
    words.captions = captions.compactMapValues(kept)
    return words
  }

  /// Opens the files of an author.
  ///
  /// - Parameters:
  ///   - options: what the experiment says of its report.
  ///   - references: how files are looked up.
  ///   - location: where an option is written.
  ///   - problems: is told of files that are missing or no text.
  init(
    _ options: ReportOptions, _ references: FileReferences,
    location: (JSONPath) -> Location?, into problems: inout Problems
  ) {
    func passage(_ text: String?, _ steps: [String]) -> Passage? {
      guard let text else { return nil }
      let path = JSONPath([.name("report")] + steps.map { .name($0) })
      let place = location(path)
      guard text.hasSuffix(".md") else {
        return Passage(text: text, path: path, location: place, file: nil)
      }
      do throws(Problem) {
        let source = try references.text(named: text, at: place)
        return Passage(
          text: String(decoding: source.bytes, as: UTF8.self), path: path, location: place,
          file: source)
      } catch {
        var problem = error
        problem.path = path
        problems.add(problem)
        return nil
      }
    }
    introduction = passage(options.introduction, ["introduction"])
    discussion = passage(options.discussion, ["discussion"])
    var captions: [String: Passage] = [:]
    for (name, text) in options.captions {
      captions[name] = passage(text, ["captions", name])
    }
    self.captions = captions
  }
}
