import ArgumentParser
import Foundation
import VigilCore
import VigilModels
import VigilStation
import VigilStationConfiguration
import VigilStore
import VigilWeb

/// One run of `vigil run`: joins signals, the station and its web server.
struct StationJob {
  private let file: StationFile
  private let url: URL
  private let options: Run

  init(_ file: StationFile, at url: URL, _ options: Run) {
    (self.file, self.url, self.options) = (file, url, options)
  }

  /// Watches until a signal says that it is enough.
  func run() async throws {
    Console.goOn {}
    Heaps.limit()
    OpenFiles.raiseLimit()
    let reload = ReloadRequest()
    // A terminal that closes is no wish to read the file again.
    let hangUp: (@Sendable () -> Void)? = isatty(STDIN_FILENO) == 1 ? nil : { @Sendable in reload.request() }
    let interruption = Interruption(reload: hangUp) {
      Console.diagnostic("stopping: ending events and files; press Ctrl-C again to quit at once")
    }
    defer { withExtendedLifetime(interruption) {} }
    var configuration = options.engine.configuration
    configuration.threads = configuration.threads ?? file.station.threads
    let updates = UpdateFeed()
    let station = try Station(
      file, at: url, configuration: configuration, updates: { updates.publish(WatchedUpdate($0)) },
      log: options.log.logger("station"))
    let server = try server(of: station, updates)
    async let answering: Void? = server?.serve(stop: interruption.stop)
    await station.run(stop: interruption.stop, reload: reload)
    await answering
    // What blocks in a library may still run, and must not meet the end of the program.
    _exit(EXIT_SUCCESS)
  }

  /// What answers over HTTP; nil if the file wants none.
  private func server(of station: Station, _ updates: UpdateFeed) throws -> WebServer? {
    guard let web = WebOptions(file.station) else { return nil }
    do {
      return try WebServer(
        StationAnswers(station), store: station.store, options: web, updates: updates,
        log: options.log.logger("http"))
    } catch let error as WebError {
      // Before anything is watched: who asked for other machines must not believe that they are served.
      Console.diagnostic("\(url.relativePath): \(error.message)")
      throw ExitCode(EX_CONFIG)
    }
  }
}
