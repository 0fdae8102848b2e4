// Open an ontology as Protégé does: by the OWL API, with the catalog of its folder; print what is there as JSON. What no catalog has is not fetched.
import java.io.File;
import java.util.stream.Collectors;
import javax.xml.parsers.DocumentBuilderFactory;
import org.semanticweb.owlapi.apibinding.OWLManager;
import org.semanticweb.owlapi.model.*;
import org.semanticweb.owlapi.util.SimpleIRIMapper;
import org.w3c.dom.*;

public class Open {
    public static void main(String[] args) throws Exception {
        System.setProperty("java.net.useSystemProxies", "false");
        File file = new File(args[0]).getAbsoluteFile();
        OWLOntologyManager manager = OWLManager.createOWLOntologyManager();
        NodeList entries = DocumentBuilderFactory.newInstance().newDocumentBuilder()
            .parse(new File(file.getParentFile(), "catalog-v001.xml")).getElementsByTagName("uri");
        for (int i = 0; i < entries.getLength(); i++) {
            Element entry = (Element) entries.item(i);
            manager.getIRIMappers().add(new SimpleIRIMapper(IRI.create(entry.getAttribute("name")), IRI.create(new File(file.getParentFile(), entry.getAttribute("uri")))));
        }
        OWLOntology opened = manager.loadOntologyFromOntologyDocument(file);
        OWLDataFactory names = manager.getOWLDataFactory();
        String pg = "https://w3id.org/policygraph/ontology#";
        OWLClass document = names.getOWLClass(IRI.create(pg + "Document"));
        OWLObjectProperty leads = names.getOWLObjectProperty(IRI.create(pg + "leads"));
        long documents = opened.importsClosure().flatMap(each -> each.axioms(AxiomType.CLASS_ASSERTION)).filter(each -> each.getClassExpression().equals(document)).count();
        long led = opened.importsClosure().flatMap(each -> each.axioms(AxiomType.OBJECT_PROPERTY_ASSERTION)).filter(each -> each.getProperty().equals(leads)).count();
        String label = opened.importsClosure().flatMap(each -> each.annotationAssertionAxioms(document.getIRI()))
            .map(each -> each.getValue().toString()).filter(each -> each.contains("@zh") && each.contains("政策文件\"")).findFirst().orElse("");
        String imported = opened.imports().map(each -> "\"" + new File(manager.getOntologyDocumentIRI(each).toURI()).getName() + "\"").sorted().collect(Collectors.joining(", "));
        System.out.println("{\"imported\": [" + imported + "], \"documents\": " + documents + ", \"leads\": " + led
            + ", \"classes\": " + opened.importsClosure().flatMap(OWLOntology::classesInSignature).distinct().filter(each -> each.getIRI().toString().startsWith(pg)).count()
            + ", \"labelled\": " + !label.isEmpty() + "}");
    }
}
