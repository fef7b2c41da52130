import Datasets
import Experiments
import Specification

extension SweepPlan {
  /// The font that the file names for figures, where it was found; nil where it names none.
  ///
  /// - Throws: `Problem` with its place when it is not there, or lies outside a confinement.
  public func namedFont() throws(Problem) -> (path: String, index: Int)? {
    guard let font = sweep.report.font else { return nil }
    let resolver = catalogue.resolver
    do throws(SourceError) {
      let path = resolver.placed(font.path, writtenIn: fontPlace.location?.source)
      return (try resolver.resolve(path, for: "font"), font.index)
    } catch {
      throw fontProblem(error.message)
    }
  }

  /// What is wrong with the font that the file names, with its place.
  public func fontProblem(_ message: String) -> Problem {
    Problem(message, at: fontPlace.path, location: fontPlace.location)
  }

  /// Where the file names the font.
  private var fontPlace: (path: JSONPath, location: Location?) {
    let whole = JSONPath([.name("report"), .name("font")])
    guard let row = sweep.rows.first else { return (whole, nil) }
    let path = JSONPath([.name("report"), .name("font"), .name("path")])
    return (whole, row.location(of: path) ?? row.location(of: whole))
  }
}
