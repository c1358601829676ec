import ArgumentParser
import VigilScenes

/// An anomaly, or none.
struct AnomalyChoice: ExpressibleByArgument {
  var anomaly: Anomaly?

  static let spelled = Anomaly.allCases.map(\.rawValue).joined(separator: ", ") + " or none"

  init(anomaly: Anomaly?) { self.anomaly = anomaly }

  init?(argument: String) {
    guard argument != "none" else { return }
    guard let anomaly = Anomaly(rawValue: argument) else { return nil }
    self.anomaly = anomaly
  }

  var defaultValueDescription: String { anomaly?.rawValue ?? "none" }
}

/// The anomalies of a set: `all`, `none`, or names with commas between.
struct AnomalyList: ExpressibleByArgument {
  var anomalies: [Anomaly]

  init?(argument: String) {
    switch argument {
    case "all": anomalies = Anomaly.allCases
    case "none": anomalies = []
    default:
      let names = argument.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
      anomalies = names.compactMap(Anomaly.init(rawValue:))
      guard anomalies.count == names.count, Set(anomalies).count == names.count else { return nil }
    }
  }
}

/// The size of a picture, as `480x360`.
struct PictureSize: ExpressibleByArgument {
  var width: Int
  var height: Int

  init(width: Int, height: Int) { (self.width, self.height) = (width, height) }

  init?(argument: String) {
    let parts = argument.split(separator: "x", omittingEmptySubsequences: false).map { Int($0) }
    guard parts.count == 2, let width = parts[0], let height = parts[1] else { return nil }
    self.init(width: width, height: height)
  }

  var defaultValueDescription: String { "\(width)x\(height)" }
}

/// Bits per second, as `300000`, `300k` or `2M`.
struct BitRate: ExpressibleByArgument {
  var bitsPerSecond: Int

  init?(argument: String) {
    let factor = argument.hasSuffix("k") ? 1e3 : argument.hasSuffix("M") ? 1e6 : 1
    guard let number = Double(factor == 1 ? argument : String(argument.dropLast())),
      (1e4...1e9).contains(number * factor)
    else { return nil }
    bitsPerSecond = Int(number * factor)
  }
}
