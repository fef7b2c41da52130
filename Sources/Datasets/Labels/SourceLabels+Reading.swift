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
