import CKernels
import Numerics
import Testing

/// Small whole numbers, so that every order of a sum gives the same.
private func numbers(_ count: Int, _ seed: UInt64) -> [Double] {
  var stream = RandomStream(seed: seed, purpose: "whole")
  return (0..<count).map { _ in Double(stream.integer(below: 17)) - 8 }
}

@Suite("Kernels of rows against a vector", .serialized)
struct RowKernelTests {
  /// With every instruction set that this processor has.
  private func onEachSet(_ body: (ck_row_kernels) -> Void) {
    defer { InstructionSet.avx512.limit() }
    for set in [InstructionSet.avx2, .avx512] {
      set.limit()
      body(ck_row_kernels_in_use().pointee)
    }
  }

  @Test("Products, combinations and spreading, for every width and number of rows")
  func rows() {
    onEachSet { kernels in
      for width in 0...40 {
        for count in 0...9 {
          let stride = width + 3
          let x = numbers(count * stride + 1, 1)
          let v = numbers(width + 1, 2)
          let factors = numbers(count + 1, 3)
          var products = [Double](repeating: 5, count: count + 1)
          kernels.multiply(count, width, x, stride, v, &products)
          var combined = v
          kernels.combine(count, width, factors, x, stride, &combined)
          var spread = x
          kernels.spread(count, width, factors, v, &spread, stride)
          for row in 0..<count {
            let own = (0..<width).map { x[row * stride + $0] }
            #expect(products[row] == zip(own, v).reduce(0) { $0 + $1.0 * $1.1 })
          }
          #expect(products[count] == 5)
          for column in 0...width {
            let sum = (0..<count).reduce(v[column]) { $0 + factors[$1] * x[$1 * stride + column] }
            #expect(combined[column] == (column < width ? sum : v[column]))
          }
          for place in x.indices {
            let (row, column) = (place / stride, place % stride)
            let isInside = row < count && column < width
            #expect(spread[place] == x[place] + (isInside ? factors[row] * v[column] : 0))
          }
        }
      }
    }
  }

  @Test("A symmetric matrix times a vector reads the lower triangle, for every size")
  func symmetric() {
    onEachSet { kernels in
      for size in 0...40 {
        let stride = size + 2
        let a = numbers(size * stride + 1, 4)
        let v = numbers(size + 1, 5)
        var image = [Double](repeating: 5, count: size + 1)
        kernels.multiply_symmetric(size, a, stride, v, &image)
        for row in 0..<size {
          let sum = (0..<size).reduce(0.0) { sum, column in
            sum + a[max(row, column) * stride + min(row, column)] * v[column]
          }
          #expect(image[row] == sum)
        }
        #expect(image[size] == 5)
      }
    }
  }
}
