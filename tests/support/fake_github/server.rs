//! The server: HTTP/1.1 on loopback, in a thread of its own; every request is counted and can be made to fail.

use std::convert::Infallible;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, LazyLock};

use apollo_compiler::request::RequestError;
use apollo_compiler::resolvers::Execution;
use apollo_compiler::validation::Valid;
use apollo_compiler::{ExecutableDocument, Schema};
use http_body_util::{BodyExt, Full};
use hyper::body::{Bytes, Incoming};
use hyper::service::service_fn;
use hyper::{Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use serde_json::{Value, json};
use tokio::net::TcpListener;

use super::cost::{self, Cost};
use super::read::Thing;
use super::write::Refusal;
use super::{Fault, Logged, Reply, Shared, TOKEN, rest};

/// Starts it and says where it is.
pub(super) fn start(shared: Arc<Shared>) -> SocketAddr {
    let (tell, told) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .expect("a runtime can be built");
        runtime.block_on(async move {
            let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))
                .await
                .expect("loopback has a free port");
            let address = listener
                .local_addr()
                .expect("a bound socket has an address");
            tell.send(address).expect("the starter waits for it");
            let local = tokio::task::LocalSet::new();
            local.run_until(accept(listener, shared)).await;
        });
    });
    told.recv().expect("the server starts")
}

async fn accept(listener: TcpListener, shared: Arc<Shared>) {
    while let Ok((stream, _)) = listener.accept().await {
        let shared = Arc::clone(&shared);
        tokio::task::spawn_local(async move {
            let service = service_fn(move |request| {
                let shared = Arc::clone(&shared);
                async move { answer(&shared, request).await }
            });
            // A connection that is cut is what tests ask for.
            let _ = hyper::server::conn::http1::Builder::new()
                // so that a cut is about one request, and clients can be used by one runtime after another
                .keep_alive(false)
                .serve_connection(TokioIo::new(stream), service)
                .await;
        });
    }
}

/// An error cuts the connection.
#[derive(Debug, thiserror::Error)]
#[error("cut")]
struct Cut;

impl From<Infallible> for Cut {
    fn from(never: Infallible) -> Self {
        match never {}
    }
}

async fn answer(shared: &Shared, request: Request<Incoming>) -> Result<Response<Full<Bytes>>, Cut> {
    // an Enterprise Server has its APIs elsewhere
    let path = request.uri().path();
    let path = path
        .strip_prefix("/api/v3")
        .or(path.strip_prefix("/api"))
        .unwrap_or(path);
    let path = path.to_owned();
    let method = request.method().to_string();
    let authorized = request
        .headers()
        .get("authorization")
        .is_some_and(|value| value.as_bytes() == format!("Bearer {TOKEN}").as_bytes());
    let body = request
        .into_body()
        .collect()
        .await
        .map_err(|_| Cut)?
        .to_bytes();
    let body: Value = serde_json::from_slice(&body).unwrap_or_default();
    let (act, fault) = shared.note(Logged {
        method: method.clone(),
        path: path.clone(),
        body: body.clone(),
    });
    if let Some(act) = act {
        // others need this server meanwhile
        tokio::task::spawn_blocking(act).await.map_err(|_| Cut)?;
    }
    let shared = shared.asked(&path, &body);
    let latency = shared.world().settings.latency;
    if !latency.is_zero() {
        tokio::time::sleep(latency).await;
    }
    match fault {
        Some(Fault::Before) => return Err(Cut),
        Some(Fault::Reply(reply)) => return Ok(replied(&reply)),
        Some(Fault::After) | None => {}
    }
    let reply = if !authorized {
        Reply::json(401, &json!({ "message": "Bad credentials" }))
    } else if path == "/graphql" {
        Reply::json(200, &execute(shared, &body))
    } else {
        rest::run(&mut shared.world(), &method, &path, &body)
    };
    if matches!(fault, Some(Fault::After)) {
        return Err(Cut);
    }
    Ok(replied(&reply))
}

fn replied(reply: &Reply) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::from(reply.body.clone()));
    *response.status_mut() = StatusCode::from_u16(reply.status).expect("a valid status");
    for (name, value) in &reply.headers {
        let value = value.parse().expect("a valid header");
        response.headers_mut().insert(*name, value);
    }
    response
}

fn schema() -> &'static Valid<Schema> {
    static SCHEMA: LazyLock<Valid<Schema>> = LazyLock::new(|| {
        Schema::parse_and_validate(include_str!("schema.graphql"), "schema.graphql")
            .expect("the schema is valid")
    });
    &SCHEMA
}

/// What a request costs, or the errors with which it is refused whole.
pub(super) fn reckon(body: &Value) -> Result<Cost, Vec<Value>> {
    cost::cost(&*parsed(body)?, &body["variables"]).map_err(|error| vec![error])
}

fn parsed(body: &Value) -> Result<Valid<ExecutableDocument>, Vec<Value>> {
    let text = body["query"].as_str().unwrap_or_default();
    ExecutableDocument::parse_and_validate(schema(), text, "document").map_err(|invalid| {
        let errors = invalid.errors.iter();
        errors
            .map(|error| json!({ "message": error.to_json().message }))
            .collect()
    })
}

/// Validates and runs a document. What does not fit the schema, or asks for too much, is refused whole, as GitHub does
/// it: status 200 and no data.
pub(super) fn execute(shared: &Shared, body: &Value) -> Value {
    let schema = schema();
    let reckoned = parsed(body).and_then(|document| reckon(body).map(|_| document));
    let document = match reckoned {
        Ok(document) => document,
        Err(errors) => return json!({ "errors": errors }),
    };
    match run(shared, schema, &document, &body["variables"]) {
        Ok(response) => response,
        Err(error) => {
            let error = error.to_graphql_error(&document.sources);
            json!({ "errors": [{ "message": error.message }] })
        }
    }
}

fn run(
    shared: &Shared,
    schema: &Valid<Schema>,
    document: &Valid<ExecutableDocument>,
    variables: &Value,
) -> Result<Value, RequestError> {
    let variables = serde_json::from_value(variables.clone()).unwrap_or_default();
    let is_mutation = document
        .operations
        .iter()
        .any(|operation| operation.is_mutation());
    let execute = |root: Thing<'_>| {
        Execution::new(schema, document)
            .raw_variable_values(&variables)
            .execute_sync(&root)
    };
    let response = if is_mutation {
        shared.remember();
        execute(Thing::Mutation(shared))?
    } else {
        shared.as_before(|| execute(Thing::Query(shared)))?
    };
    let mut response = serde_json::to_value(response).unwrap_or_default();
    if let Some(errors) = response.get_mut("errors").and_then(Value::as_array_mut) {
        errors.iter_mut().for_each(Refusal::decode);
    }
    Ok(response)
}
