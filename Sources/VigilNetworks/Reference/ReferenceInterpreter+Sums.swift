import VigilCore

/// Operations that sum or compare over windows and matrices.
extension ReferenceInterpreter {
  /// x [..., A] times weight [B, A] transposed, plus bias [B] -> [..., B].
  static func linear(_ x: Tensor, _ weight: Tensor, bias: Tensor) -> Tensor {
    let (outputs, features) = (weight.shape[0], weight.shape[1])
    return rows(x, shape: x.shape.dropLast() + [outputs]) { row in
      (0..<outputs).map { output in
        var sum = Double(bias.values[output])
        for index in 0..<features {
          sum += Double(row[row.startIndex + index]) * Double(weight.values[output * features + index])
        }
        return Float(sum)
      }
    }
  }

  /// a [..., R, K] times b [..., K, C] -> [..., R, C].
  static func matmul(_ a: Tensor, _ b: Tensor) -> Tensor {
    let axes = a.shape.count
    let (rows, inner, columns) = (a.shape[axes - 2], a.shape[axes - 1], b.shape[axes - 1])
    var values: [Float] = []
    for matrix in 0..<a.shape.dropLast(2).reduce(1, *) {
      for row in 0..<rows {
        var sums = [Double](repeating: 0, count: columns)
        for index in 0..<inner {
          let factor = Double(a.values[(matrix * rows + row) * inner + index])
          let start = (matrix * inner + index) * columns
          for column in 0..<columns { sums[column] += factor * Double(b.values[start + column]) }
        }
        values += sums.map { Float($0) }
      }
    }
    return Tensor(shape: a.shape.dropLast() + [columns], values: values)
  }

  /// x [N, I, ...], weight [O, I, kernel...], bias [O] -> [N, O, ...].
  static func convolution(_ x: Tensor, _ weight: Tensor, bias: Tensor?, _ window: Window) -> Tensor {
    let grid = Grid(x, window)
    let (outputs, inputs) = (weight.shape[0], weight.shape[1])
    let taps = grid.taps
    var values: [Float] = []
    values.reserveCapacity(x.shape[0] * outputs * grid.outputCount)
    x.values.withUnsafeBufferPointer { x in
      for batch in 0..<grid.batch {
        for output in 0..<outputs {
          var sums = [Double](repeating: Double(bias?.values[output] ?? 0), count: grid.outputCount)
          sums.withUnsafeMutableBufferPointer { sums in
            for input in 0..<inputs {
              let plane = (batch * inputs + input) * grid.inputCount
              for (index, tap) in taps.enumerated() {
                let factor = Double(weight.values[(output * inputs + input) * taps.count + index])
                grid.forEachRow(of: tap) { target, source, count, step in
                  for position in 0..<count {
                    sums[target + position] += factor * Double(x[plane + source + position * step])
                  }
                }
              }
            }
          }
          values += sums.map { Float($0) }
        }
      }
    }
    return Tensor(shape: [x.shape[0], outputs] + grid.shape, values: values)
  }

  /// The maximum of each window; padding does not count.
  static func maxPool(_ x: Tensor, _ window: Window) -> Tensor {
    let grid = Grid(x, window)
    var values: [Float] = []
    for plane in 0..<grid.batch * x.shape[1] {
      var peaks = [Float](repeating: -.infinity, count: grid.outputCount)
      for tap in grid.taps {
        grid.forEachRow(of: tap) { target, source, count, step in
          for position in 0..<count {
            let value = x.values[plane * grid.inputCount + source + position * step]
            peaks[target + position] = max(peaks[target + position], value)
          }
        }
      }
      values += peaks
    }
    return Tensor(shape: [x.shape[0], x.shape[1]] + grid.shape, values: values)
  }

  /// x [N, C, T, H, W] -> [N, regions, C].
  static func regionAverage(_ x: Tensor, _ regions: [MapRegion]) -> Tensor {
    let (batch, channels, moments) = (x.shape[0], x.shape[1], x.shape[2])
    let (height, width) = (x.shape[3], x.shape[4])
    var values: [Float] = []
    for item in 0..<batch {
      for region in regions {
        for channel in 0..<channels {
          var sum = 0.0
          for moment in 0..<moments {
            for (row, rowShare) in region.rows.enumerated() {
              for (column, columnShare) in region.columns.enumerated() {
                let place = (((item * channels + channel) * moments + moment) * height + row) * width + column
                sum += Double(x.values[place]) * rowShare * columnShare
              }
            }
          }
          values.append(Float(sum / Double(moments)))
        }
      }
    }
    return Tensor(shape: [batch, regions.count, channels], values: values)
  }

  /// The mean of each window; padding does not count.
  static func averagePool(_ x: Tensor, _ window: Window) -> Tensor {
    let grid = Grid(x, window)
    var values: [Float] = []
    for plane in 0..<grid.batch * x.shape[1] {
      var sums = [Double](repeating: 0, count: grid.outputCount)
      var counts = [Int](repeating: 0, count: grid.outputCount)
      for tap in grid.taps {
        grid.forEachRow(of: tap) { target, source, count, step in
          for position in 0..<count {
            sums[target + position] += Double(x.values[plane * grid.inputCount + source + position * step])
            counts[target + position] += 1
          }
        }
      }
      values += zip(sums, counts).map { Float($0 / Double($1)) }
    }
    return Tensor(shape: [x.shape[0], x.shape[1]] + grid.shape, values: values)
  }
}
