/// Finds files of a folder by what a table calls them: the path inside the folder, the name, or the name
/// without its ending, as long as one file alone is called so.
struct FileNames {
  private let names: [String]
  private var places: [String: Int] = [:]

  /// The files of a folder, by their paths, which begin with the folder's.
  init(_ paths: [String], in folder: String) {
    names = paths.map { String($0.dropFirst(folder.utf8.count + 1)) }
    var doubtful: Set<String> = []
    for (index, name) in names.enumerated() {
      let last = name.split(separator: "/").last.map(String.init) ?? name
      for form in Set([name, last, Advice.stem(name), Advice.stem(last)]) {
        if let other = places[form], other != index { doubtful.insert(form) }
        places[form] = index
      }
    }
    for form in doubtful where !names.contains(form) { places[form] = nil }
    for (index, name) in names.enumerated() { places[name] = index }
  }

  /// What the folder calls a file.
  func name(of index: Int) -> String { names[index] }

  /// The file that is meant; nil when there is none, or several.
  func index(of text: String) -> Int? {
    if let place = places[text] { return place }
    let last = text.split(separator: "/").last.map(String.init) ?? text
    return places[last]
  }
}
