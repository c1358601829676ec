import Foundation
import VigilCore
import VigilLearning
import VigilNetworks
import VigilTestSupport
import VigilTraining

/// A street as features of eight numbers: anomalies are high in the first, false alarms in the second.
struct Street {
  var days = 8
  /// How many of each kind on each day.
  var counts: [ReviewedStretch.Kind: Int] = [.quiet: 6, .falseAlarm: 5, .real: 2, .missed: 1]
  /// Hours watched a day.
  var hours = 1.0

  static func features(_ kind: ReviewedStretch.Kind, _ name: String) -> Tensor {
    var values = DeterministicValues.uniform(name, count: 3 * 2 * 8).map { $0 * 0.8 }
    for row in 0..<6 {
      switch kind {
      case .quiet: values[row * 8] -= 1.5
      case .falseAlarm: values[row * 8 + 1] += 1.5
      case .real: values[row * 8] += 1.5
      // Less of it than what is found.
      case .missed: (values[row * 8], values[row * 8 + 1]) = (values[row * 8] + 1, values[row * 8 + 1] - 1)
      }
    }
    return Tensor(shape: [3, 2, 8], values: values)
  }

  var stretches: [ReviewedStretch] {
    (0..<days).flatMap { day in
      ReviewedStretch.Kind.allCases.flatMap { kind in
        (0..<(counts[kind] ?? 0)).map { number in
          ReviewedStretch(
            camera: "gate", day: 20_000 + day, kind: kind, seconds: 10,
            features: Self.features(kind, "\(kind) \(day) \(number)"))
        }
      }
    }
  }

  var watched: [WatchedDay] {
    (0..<days).map { WatchedDay(camera: "gate", day: 20_000 + $0, hours: hours) }
  }

  func lesson() throws -> Lesson { try Lesson(stretches, watched: watched) }

  /// The head that `vigil train --recipe linear` makes.
  static func fit(_ stretches: [ReviewedStretch]) throws -> Weights {
    let labels = stretches.flatMap { stretch in
      [Float](repeating: stretch.kind.isAnomaly ? 1 : 0, count: stretch.features.values.count / 8)
    }
    return try LinearFit(
      stretches.flatMap(\.features.values), labels: labels, size: 8, penalty: .squares(5), seed: 1
    ).weights
  }

  /// Scores by the detector's network itself, as the reference computes it.
  static func score(_ head: Weights, _ features: [Tensor]) throws -> [[Float]] {
    let network = try Network(RTFM(features: 8).graph(), head)
    return try features.map { features in
      let (snippets, crops) = (features.shape[0], features.shape[1])
      var sums = [Float](repeating: 0, count: snippets)
      for crop in 0..<crops {
        let rows = (0..<snippets).flatMap { snippet -> ArraySlice<Float> in
          let start = (snippet * crops + crop) * 8
          return features.values[start..<start + 8]
        }
        let scores = try ReferenceInterpreter.run(
          network, ["features": Tensor(shape: [1, snippets, 8], values: rows)])["scores"]
        for (index, score) in (scores?.values ?? []).enumerated() { sums[index] += score / Float(crops) }
      }
      return sums
    }
  }

  static func trial() -> HeadTrial<Weights> { HeadTrial() }
}
