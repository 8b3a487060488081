"""Words of customer tables in further languages; one block for each, the concept before the colon as in `words`."""

__all__ = ["LANGUAGES"]

# Each line is "concept: words"; accents may be written or left out, "_" joins what a header writes as several words.
LANGUAGES = {
    "swedish": """
firstname: förnamn tilltalsnamn
lastname: efternamn
name: namn benämning
email: e_post epost mejl epostadress mejladress
phone: telefonnr
mobile: mobilnr
company: företag företagsnamn bolag
account: kund kundnamn
industry: bransch näringsgren
revenue: omsättning intäkt
employees: anställda antal_anställda medarbetare
street: gata gatuadress
city: ort postort
postal: postnummer postnr
country: land
state: län
website: webbplats webbsida hemsida
source: källa ursprung
status: läge
stage: fas steg skede
owner: säljare ansvarig ägare kundansvarig
created: skapad registrerad upplagd
modified: ändrad uppdaterad
amount: belopp ordervärde affärsvärde
price: pris
unit: styck
quantity: antal mängd
probability: sannolikhet
close: avslut stängning
closedate: avslutsdatum stängningsdatum
start: startdatum
end: slut slutdatum
won: vunnen vunnet
lost: förlorad
reason: orsak anledning
discount: rabatt
subject: ämne rubrik
description: beskrivning anteckning anteckningar kommentar
title: befattning yrkestitel roll
type: typ slag
category: kategori
product: produkt vara
order: beställning
contract: avtal
competitor: konkurrent
""",
    "polish": """
firstname: imię
lastname: nazwisko
fullname: imię_i_nazwisko
name: nazwa
email: adres_e_mail adres_email poczta
phone: telefon nr_telefonu
mobile: komórka telefon_komórkowy
company: firma spółka przedsiębiorstwo
account: klient klienta kontrahent
industry: branża sektor
revenue: przychód przychody obrót obroty
employees: pracowników pracownicy liczba_pracowników zatrudnienie
street: ulica adres
city: miasto miejscowość
postal: kod_pocztowy
country: kraj państwo
state: województwo
website: strona_internetowa strona_www witryna
currency: waluta
source: źródło pochodzenie
stage: etap faza
owner: opiekun handlowiec właściciel przedstawiciel
created: utworzono utworzenia data_utworzenia dodano
modified: zmieniono zmodyfikowano zaktualizowano
amount: kwota wartość
price: cena
unit: jednostkowa jednostka sztuka
quantity: ilość
probability: prawdopodobieństwo szansa
close: zamknięcia zamknięcie
won: wygrana wygrane
lost: przegrana przegrane utracona
reason: powód przyczyna
order: zamówienia zamówienie
start: rozpoczęcia początek
end: zakończenia koniec
discount: rabat upust
subject: temat
description: opis uwagi notatki komentarz
title: stanowisko
type: rodzaj
category: kategoria
id: identyfikator numer
contract: umowa
competitor: konkurent
""",
    "dutch": """
firstname: roepnaam
name: benaming
phone: telefoonnummer
mobile: mobiel mobiele_telefoon
company: bedrijfsnaam onderneming
account: relatie klantnaam
industry: bedrijfstak
revenue: jaaromzet
employees: aantal_medewerkers aantal_werknemers werknemers
street: straatnaam
city: woonplaats vestigingsplaats
state: provincie
owner: eigenaar verkoper accountmanager verantwoordelijke
created: aangemaakt_op aanmaakdatum
modified: bijgewerkt laatst_gewijzigd
stage: verkoopfase
close: afsluiting
closedate: sluitingsdatum afsluitdatum
start: startdatum begindatum ingangsdatum
end: einddatum
won: gewonnen
unit: stuks stuk
price: stukprijs
reason: verliesreden
description: opmerking opmerkingen toelichting
title: functietitel
type: soort
order: bestelling order
contract: overeenkomst
""",
    "italian": """
email: posta_elettronica e_mail
phone: numero_di_telefono
mobile: cellulare
company: ragione_sociale società impresa
account: cliente
employees: numero_dipendenti addetti
state: regione
postal: cap codice_postale
website: sito_web sito_internet
currency: divisa
owner: proprietario venditore commerciale
created: data_di_creazione creazione inserito
modified: ultima_modifica aggiornato
stage: fase_di_vendita
status: stato
probability: probabilità
lost: perso persa
won: vinta
closedate: data_di_chiusura
start: data_di_inizio decorrenza
end: data_di_fine scadenza
price: prezzo_unitario
order: ordine
description: note osservazioni
title: qualifica mansione
type: tipologia
contract: contratto
""",
    "portuguese": """
firstname: primeiro_nome
lastname: último_nome
mobile: telemóvel
company: empresa companhia
industry: ramo
revenue: faturamento faturação volume_de_negócios
employees: número_de_funcionários colaboradores trabalhadores
street: rua morada endereço logradouro
state: distrito
postal: código_postal cep
country: país
website: página_web
currency: moeda
source: fonte origem
status: situação
owner: proprietário responsável comercial
created: data_de_criação criado
modified: atualizado alterado data_de_alteração
stage: fase etapa
closedate: data_de_fechamento data_de_fecho
start: data_de_início início
end: data_de_término data_de_fim término
price: preço
unit: unitário
quantity: quantidade
probability: probabilidade
won: ganho ganha
lost: perdido perdida
reason: motivo
discount: desconto
subject: assunto
description: descrição observações
title: cargo função
order: encomenda
contract: contrato
""",
}
