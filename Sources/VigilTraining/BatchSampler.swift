import VigilCore

/// Which videos a step sees, and which segments it may select: a function of the seed and the step alone, so that a
/// resumed training sees what it would have seen.
struct BatchSampler {
  let settings: TrainingSettings
  /// Videos of each class.
  let normal, abnormal: Int

  /// The indices of the step's videos within their class.
  ///
  /// Each class is traversed repeatedly in a new order, every video once per pass, as two shuffled loaders do.
  func videos(step: Int) -> (normal: [Int], abnormal: [Int]) {
    let positions = step * settings.videosPerClass..<(step + 1) * settings.videosPerClass
    return (
      order.places(positions, of: normal, stream: 1), order.places(positions, of: abnormal, stream: 2)
    )
  }

  /// The factors for magnitudes, [videos, segments]: dropout of ones.
  func keep(step: Int) -> Tensor {
    var random = order.generator(stream: 3, number: step)
    let scale = Float(1 / (1 - settings.dropout))
    let count = 2 * settings.videosPerClass * settings.segments
    let values = (0..<count).map { _ in random.unit() < settings.dropout ? 0 : scale }
    return Tensor(shape: [2 * settings.videosPerClass, settings.segments], values: values)
  }

  /// Random seed of dropout in the network.
  func seed(step: Int) -> UInt64 {
    var random = order.generator(stream: 4, number: step)
    return random.next()
  }

  private var order: ShuffledOrder { ShuffledOrder(seed: settings.seed) }
}
