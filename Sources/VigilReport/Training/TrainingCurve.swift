/// The loss terms over the steps of a training of any length, in bounded memory.
///
/// Steps fall into bins of equal size; when all bins are used, neighbours are merged. A chart shows the mean of
/// each bin: single steps jump, since each sees other videos.
struct TrainingCurve: Hashable, Sendable {
  /// A run of steps.
  struct Bin: Hashable, Sendable {
    /// The first and the last step.
    var first, last: Int
    /// The number of steps.
    var count = 1
    /// The sums of the terms, in the order of `TrainingCurve.terms`.
    var sums: [Double]
    /// The lowest and the highest total.
    var lowest, highest: Double

    init(_ step: TrainingRecord.Step) {
      (first, last) = (step.step, step.step)
      sums = TrainingCurve.terms.map { step[keyPath: $0] }
      (lowest, highest) = (step.total, step.total)
    }

    /// The mean of a term.
    func mean(_ term: KeyPath<TrainingRecord.Step, Double>) -> Double {
      guard let place = TrainingCurve.terms.firstIndex(of: term) else { return .nan }
      return sums[place] / Double(count)
    }

    mutating func join(_ next: Bin) {
      last = next.last
      count += next.count
      for place in sums.indices { sums[place] += next.sums[place] }
      lowest = min(lowest, next.lowest)
      highest = max(highest, next.highest)
    }
  }

  /// The values kept of a step.
  static var terms: [KeyPath<TrainingRecord.Step, Double>] {
    [\.total, \.classification, \.magnitude, \.smoothness, \.sparsity]
  }

  /// The bins in the order of steps; at most `capacity`.
  private(set) var bins: [Bin] = []
  /// How many steps each bin but the last one holds.
  private(set) var stepsPerBin = 1
  private let capacity: Int

  /// Makes an empty curve.
  ///
  /// - Precondition: `capacity` is even and positive.
  init(capacity: Int = 2048) {
    precondition(
      capacity > 0 && capacity.isMultiple(of: 2),
      "bins are merged in pairs, so capacity must be even and positive")
    self.capacity = capacity
  }

  /// Appends the next step; amortised constant cost.
  mutating func append(_ step: TrainingRecord.Step) {
    if let last = bins.last, last.count < stepsPerBin {
      bins[bins.count - 1].join(Bin(step))
      return
    }
    if bins.count == capacity {
      bins = Self.joined(bins, by: 2)
      stepsPerBin *= 2
    }
    bins.append(Bin(step))
  }

  /// The same curve in at most `most` bins.
  func condensed(to most: Int) -> [Bin] {
    precondition(most > 0, "a curve needs at least one bin")
    return Self.joined(bins, by: max(1, (bins.count + most - 1) / most))
  }

  private static func joined(_ bins: [Bin], by count: Int) -> [Bin] {
    stride(from: 0, to: bins.count, by: count).map { first in
      var bin = bins[first]
      for next in bins[(first + 1)..<min(first + count, bins.count)] { bin.join(next) }
      return bin
    }
  }
}
