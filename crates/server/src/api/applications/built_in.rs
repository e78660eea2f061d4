//! Applications that the reference has built in. They answer by id and are stored nowhere.

use super::ApplicationView;
use crate::{
    applications::{Application, ApplicationType, CustomClientMetadata},
    clock::Timestamp,
    ids::ClientId,
};

/// The built-in application with that id.
pub(super) fn find(id: &str) -> Option<ApplicationView> {
    let (name, application_type, is_device_flow) = match id {
        "demo-app" => ("Live Preview", ApplicationType::Spa, false),
        "device-demo-app" => ("Device Flow Preview", ApplicationType::Native, true),
        "account-center" => ("Account Center", ApplicationType::Spa, false),
        _ => return None,
    };
    let metadata = CustomClientMetadata { is_device_flow, ..CustomClientMetadata::default() };
    let application = Application {
        id: ClientId::from(id),
        name: name.into(),
        description: None,
        application_type,
        is_third_party: false,
        redirect_uris: Vec::new(),
        post_logout_redirect_uris: Vec::new(),
        backchannel_logout_uri: None,
        backchannel_logout_session_required: false,
        logo_uri: None,
        custom_client_metadata: metadata.members(),
        metadata,
        custom_data: serde_json::Map::new(),
        access_control_enabled: false,
        created_at: Timestamp::from_millis(0),
    };
    let mut view = ApplicationView::with_admin(application, false);
    view.secret = Some("N/A");
    Some(view)
}
