import VigilCore

/// Which videos a step sees, and which segments it may select: a function of the seed and the step alone, so that a
/// training that goes on sees what it would have seen.
struct BatchSampler {
  let plan: TrainingPlan
  /// Videos of each class.
  let normal, abnormal: Int

  /// The places of the step's videos among those of their class.
  ///
  /// Each class is gone through in a new order again and again, every video once, as two shuffled loaders do.
  func videos(step: Int) -> (normal: [Int], abnormal: [Int]) {
    (places(step: step, count: normal, stream: 1), places(step: step, count: abnormal, stream: 2))
  }

  /// What magnitudes are multiplied with, [videos, segments]: dropout of ones.
  func keep(step: Int) -> Tensor {
    var random = generator(stream: 3, number: step)
    let scale = Float(1 / (1 - plan.dropout))
    let count = 2 * plan.videosPerClass * plan.segments
    let values = (0..<count).map { _ in
      Double(random.next() >> 11) * 0x1p-53 < plan.dropout ? 0 : scale
    }
    return Tensor(shape: [2 * plan.videosPerClass, plan.segments], values: values)
  }

  /// Where dropout in the network begins.
  func seed(step: Int) -> UInt64 {
    var random = generator(stream: 4, number: step)
    return random.next()
  }

  private func places(step: Int, count: Int, stream: UInt64) -> [Int] {
    let first = step * plan.videosPerClass
    var order: [Int] = []
    var pass = -1
    return (first..<first + plan.videosPerClass).map { position in
      if position / count != pass {
        pass = position / count
        order = shuffled(count, stream: stream, pass: pass)
      }
      return order[position % count]
    }
  }

  /// Fisher and Yates.
  private func shuffled(_ count: Int, stream: UInt64, pass: Int) -> [Int] {
    var random = generator(stream: stream, number: pass)
    var order = Array(0..<count)
    for last in stride(from: count - 1, to: 0, by: -1) { order.swapAt(last, random.index(below: last + 1)) }
    return order
  }

  private func generator(stream: UInt64, number: Int) -> SplitMix64 {
    var mixed = SplitMix64(seed: plan.seed &+ stream &* 0x9E37_79B9_7F4A_7C15)
    return SplitMix64(seed: mixed.next() ^ (UInt64(number) &* 0xD134_2543_DE82_EF95))
  }
}
