import VigilPreprocessing

/// Measures how much snippets of one camera differ, in units of its own noise.
struct ChangeMeter: Sendable {
  /// The result for one snippet.
  struct Reading: Sendable {
    /// The change within the snippet and since the reference.
    var change: SnippetChange
    /// The mean of each sample, in grey levels.
    var means: [Float]
    /// How far each sample was from its own mean, or from that of the snippet before, in grey levels: what noise is learnt from. The
    /// reference would teach it slow changes.
    var deviations: [Float]
  }

  private let gate: StillGate
  private var noise: NoiseMap
  /// The means of the snippet before.
  private var previous: [Float]?
  /// The means of the snippet that others are compared with.
  private var reference: [Float]?

  init(_ gate: StillGate) {
    self.gate = gate
    noise = NoiseMap(gate)
  }

  /// Measures the next snippet.
  ///
  /// - Parameter factor: how many times the gate's noise factor is used.
  func reading(_ survey: LightSurvey, factor: Float) -> Reading {
    let means = survey.means
    var deviations = [Float](repeating: 0, count: means.count)
    let scale = 1 / (gate.noiseFactor * factor)
    let units =
      noise.levels.isEmpty
      ? [Float](repeating: scale / gate.noiseFloor, count: means.count) : noise.levels.map { scale / $0 }
    var cells = [Float](repeating: 0, count: SnippetChange.columns * SnippetChange.rows)
    func measure(_ base: [Float], learns: Bool, marks: Bool) {
      for (samples, sign) in [(survey.highest, Float(1)), (survey.lowest, -1)] {
        let distances = Self.distances(samples, from: base, sign: sign)
        if learns { Self.raise(&deviations, to: distances) }
        if marks { Self.mark(distances, units: units, in: &cells) }
      }
    }
    measure(means, learns: true, marks: true)
    if let previous { measure(previous, learns: true, marks: false) }
    if let reference { measure(reference, learns: false, marks: true) }
    return Reading(change: SnippetChange(cells: cells), means: means, deviations: deviations)
  }

  /// Takes a snippet's noise into account, whether or not it was scored.
  mutating func learn(_ reading: Reading) {
    noise.learn(reading.deviations)
    previous = reading.means
  }

  /// Compares the following snippets with this one.
  mutating func compare(with reading: Reading) { reference = reading.means }

  /// Compares the following snippets with none until there is another; the noise is the camera's and stays.
  mutating func forget() { (previous, reference) = (nil, nil) }

  /// How far samples are above a base, or below it.
  private static func distances(_ samples: [UInt16], from base: [Float], sign: Float) -> [Float] {
    let (samples, base) = (samples.span, base.span)
    var distances = [Float](repeating: 0, count: samples.count)
    var output = distances.mutableSpan
    let scale = 1 / LightGrid.steps
    for place in 0..<samples.count {
      output[unchecked: place] =
        max(0, sign * (Float(samples[unchecked: place]) * scale - base[unchecked: place]))
    }
    return distances
  }

  private static func raise(_ values: inout [Float], to others: [Float]) {
    let others = others.span
    var values = values.mutableSpan
    for place in 0..<others.count {
      values[unchecked: place] = max(values[unchecked: place], others[unchecked: place])
    }
  }

  /// Enters the strongest change into each cell: that of two neighbours of which the weaker counts, since noise is rarely strong in both
  /// and whatever is large enough to be seen covers both.
  ///
  /// - Parameter units: what makes distances multiples of the greatest that is taken for noise.
  private static func mark(_ distances: [Float], units: [Float], in cells: inout [Float]) {
    let (columns, rows) = (LightGrid.columns, LightGrid.rows)
    let (wide, high) = (columns / SnippetChange.columns, rows / SnippetChange.rows)
    // A column and a row of zeros more, which are nobody's neighbours.
    let stride = columns + 1
    var excess = [Float](repeating: 0, count: stride * (rows + 1))
    let (distances, units) = (distances.span, units.span)
    precondition(distances.count == columns * rows && units.count == distances.count)
    var output = excess.mutableSpan
    for row in 0..<rows {
      for column in 0..<columns {
        let place = row * columns + column
        output[unchecked: row * stride + column] = distances[unchecked: place] * units[unchecked: place]
      }
    }
    let input = output.span
    for row in 0..<rows {
      for column in 0..<columns {
        let place = row * stride + column
        let neighbour = max(input[unchecked: place + 1], input[unchecked: place + stride])
        let cell = row / high * SnippetChange.columns + column / wide
        cells[cell] = max(cells[cell], min(input[unchecked: place], neighbour))
      }
    }
  }
}
