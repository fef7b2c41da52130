import Files
import Foundation

/// Writes sets of files into a folder without end, each in place of the one before: `ToyWorker write
/// FOLDER`.
///
/// Every file of a set tells the number of the set, and one of its names does.
enum ToyReport {
  static func main(_ folder: String) -> Int32 {
    let last = (try? String(contentsOfFile: folder + "/a", encoding: .utf8)).flatMap { Int($0) }
    for number in ((last ?? -1) + 1)... {
      do {
        try FileSet.write(
          names(number).map { ($0, Array("\(number)".utf8)) },
          replacing: Set(names(number - 1)), to: folder)
      } catch {
        FileHandle.standardError.write(Data("\(error)\n".utf8))
        return 2
      }
    }
    return 0
  }

  private static func names(_ number: Int) -> [String] {
    ["a", "b", "figures/\(number).png", "figures/c.png"]
  }
}
