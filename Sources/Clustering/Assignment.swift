/// The assignment problem: one column to each row so that the sum of the chosen values is largest.
enum Assignment {
  /// The column of each row; nil for rows left over when there are more rows than columns.
  ///
  /// The Hungarian method with potentials and shortest augmenting paths, O(rows^2 columns) (Kuhn 1955;
  /// Jonker and Volgenant 1987). `values` is row by row.
  static func largest(_ values: [Int], rows: Int, columns: Int) -> [Int?] {
    guard rows <= columns else {
      let turned = (0..<columns * rows).map { values[($0 % rows) * columns + $0 / rows] }
      var result = [Int?](repeating: nil, count: rows)
      for (column, row) in largest(turned, rows: columns, columns: rows).enumerated() {
        if let row { result[row] = column }
      }
      return result
    }
    var search = Search(values, rows: rows, columns: columns)
    for row in 0..<rows { search.insert(row) }
    var result = [Int?](repeating: nil, count: rows)
    for (column, row) in search.rowOfColumn.dropLast().enumerated() where row >= 0 {
      result[row] = column
    }
    return result
  }

  /// The state of the method; column `columns` is the root of every augmenting path.
  private struct Search {
    let values: [Int]
    let columns: Int
    var rowPotential: [Int]
    var columnPotential: [Int]
    var rowOfColumn: [Int]

    init(_ values: [Int], rows: Int, columns: Int) {
      self.values = values
      self.columns = columns
      rowPotential = Array(repeating: 0, count: rows)
      columnPotential = Array(repeating: 0, count: columns + 1)
      rowOfColumn = Array(repeating: -1, count: columns + 1)
    }

    /// Gives one more row a column, rearranging the earlier ones along the cheapest path.
    mutating func insert(_ row: Int) {
      rowOfColumn[columns] = row
      var slack = [Int](repeating: .max, count: columns)
      var previous = [Int](repeating: columns, count: columns)
      var isVisited = [Bool](repeating: false, count: columns + 1)
      var current = columns
      while rowOfColumn[current] >= 0 {
        isVisited[current] = true
        let here = rowOfColumn[current]
        var next = columns
        var step = Int.max
        for column in 0..<columns where !isVisited[column] {
          let cost =
            -values[here * columns + column] - rowPotential[here] - columnPotential[column]
          if cost < slack[column] {
            slack[column] = cost
            previous[column] = current
          }
          if slack[column] < step {
            step = slack[column]
            next = column
          }
        }
        for column in 0...columns {
          if isVisited[column] {
            rowPotential[rowOfColumn[column]] += step
            columnPotential[column] -= step
          } else if column < columns {
            slack[column] -= step
          }
        }
        current = next
      }
      while current != columns {
        rowOfColumn[current] = rowOfColumn[previous[current]]
        current = previous[current]
      }
    }
  }
}
