public import ArgumentParser
import Foundation
public import VigilEvidence
import VigilStation

/// `vigil verify PATH`.
struct Verify: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Checks that evidence is what a station wrote: a case, a manifest, or a station's folder.",
    discussion: """
      A key that lies in a case proves nothing, so give the station's station.pem, which you have from elsewhere. On the \
      station itself its own key is taken. Ends with status 1 if anything is not as it was signed.
      """)

  @Argument(help: "A case, a manifest or a folder.")
  var path: String

  @Option(help: "A public key that is trusted, station.pem; may be given several times.")
  var key: [String] = []

  @Option(help: "A manifest's number and digest as noted before, NUMBER:DIGEST; may be given several times.")
  var noted: [EvidenceVerifier.Anchor] = []

  func run() async throws {
    let report = try EvidenceVerifier(of: path, keys: key, anchors: noted).verify(URL(filePath: path))
    for line in report.lines { Console.result(line) }
    guard report.isGood else { throw ExitCode.failure }
  }
}

extension EvidenceVerifier.Anchor: ExpressibleByArgument {
  /// Reads `12:0f3a…`.
  public init?(argument: String) { self.init(argument) }
}
